/** What the database says of itself: how far it is migrated. */
import * as v from 'valibot'
import { type Query, sql } from '../../db/connect/query.ts'

export interface DatabaseState {
  /** The highest migration applied; 0 where there is none. */
  readonly version: number
}

const Schemas = v.object({ migrado: v.boolean() })

/** `timeoutMs` bounds each statement. [10_000] */
export async function readDatabaseState(query: Query, timeoutMs = 10_000): Promise<DatabaseState> {
  const scope = { tenants: [], ator: 'servico', statementTimeoutMs: timeoutMs }
  return query.as(scope).transaction(async (statements) => {
    const { migrado } = await statements.one(sql.type(Schemas)`
      select
        to_regclass('hub_migracao.hub_schema_history') is not null as migrado`)
    if (!migrado) return { version: 0 }
    const version = await statements.oneFirst(sql.type(v.object({ version: v.number() }))`
      select coalesce(max(h.version), 0) as version
      from hub_migracao.hub_schema_history as h`)
    return { version }
  })
}
