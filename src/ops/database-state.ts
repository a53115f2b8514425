/** What the database says of itself: how far it is migrated, and whether tables and service are apart in it. */
import * as v from 'valibot'
import { type Query, sql } from '../db/query.ts'

export interface DatabaseState {
  /** The highest migration applied; 0 where there is none. */
  readonly version: number
  /** True when the tables belong to `hub_owner` and the service acts as `hub_service`. */
  readonly separateRoles: boolean
}

const Schemas = v.object({ migrado: v.boolean(), separado: v.boolean() })

/** `timeoutMs` bounds each statement. [10_000] */
export async function readDatabaseState(query: Query, timeoutMs = 10_000): Promise<DatabaseState> {
  const scope = { tenants: [], ator: 'servico', statementTimeoutMs: timeoutMs }
  return query.as(scope).transaction(async (statements) => {
    const { migrado, separado } = await statements.one(sql.type(Schemas)`
      select
        to_regclass('hub_migracao.hub_schema_history') is not null as migrado,
        exists (
          select
          from pg_catalog.pg_namespace as n
          where n.nspname = 'hub'
            and pg_catalog.pg_get_userbyid(n.nspowner) = 'hub_owner'
        ) as separado`)
    if (!migrado) return { version: 0, separateRoles: separado }
    const version = await statements.oneFirst(sql.type(v.object({ version: v.number() }))`
      select coalesce(max(h.version), 0) as version
      from hub_migracao.hub_schema_history as h`)
    return { version, separateRoles: separado }
  })
}
