/** Reads how far the database is migrated. */
import * as v from 'valibot'
import { type Query, sql } from '../../db/connect/query.ts'

export interface DatabaseState {
  /** The highest applied migration; 0 when there is none. */
  readonly version: number
}

const History = v.object({ exists: v.boolean() })

/** `timeoutMs` limits each statement. [10_000] */
export async function readDatabaseState(query: Query, timeoutMs = 10_000): Promise<DatabaseState> {
  const scope = { tenants: [], ator: 'servico', statementTimeoutMs: timeoutMs }
  return query.as(scope).transaction(async (statements) => {
    const { exists } = await statements.one(sql.type(History)`
      select
        to_regclass('hub_migracao.hub_schema_history') is not null as exists`)
    if (!exists) return { version: 0 }
    const version = await statements.oneFirst(sql.type(v.object({ version: v.number() }))`
      select coalesce(max(h.version), 0) as version
      from hub_migracao.hub_schema_history as h`)
    return { version }
  })
}
