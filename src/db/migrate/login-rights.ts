/** What the user of a URL may do in its database beyond what the service needs. */
import pg from 'pg'
import { connectionUrl } from '../connect/session-settings.ts'

export interface LoginRights {
  readonly user: string
  /** The tables are hub_owner's: a login can be held to what the service needs. */
  readonly separate: boolean
  /** It could write a table, or give itself the right to. */
  readonly excessive: boolean
}

/** Throws pg's errors. */
export async function loginRights(url: string): Promise<LoginRights> {
  const client = new pg.Client({
    connectionString: connectionUrl(url, 'hub-open'),
    connectionTimeoutMillis: 10_000,
  })
  client.on('error', () => {})
  try {
    await client.connect()
    const facts = await client.query<LoginRights>(`
      select
        r.rolname as "user",
        exists (
          select
          from pg_catalog.pg_namespace as n
          where n.nspname = 'hub'
            and pg_catalog.pg_get_userbyid(n.nspowner) = 'hub_owner'
        ) as separate,
        r.rolsuper or r.rolcreaterole or r.rolcreatedb or r.rolreplication or r.rolbypassrls
          or pg_catalog.pg_has_role(d.datdba, 'member')
          or exists (
            select
            from pg_catalog.pg_roles as o
            where o.rolname = 'hub_owner'
              and pg_catalog.pg_has_role(o.oid, 'member')
          ) as excessive
      from pg_catalog.pg_roles as r
      cross join pg_catalog.pg_database as d
      where r.rolname = current_user
        and d.datname = pg_catalog.current_database()`)
    return facts.rows[0] ?? { user: '?', separate: false, excessive: true }
  } finally {
    await client.end().catch(() => {})
  }
}
