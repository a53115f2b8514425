/** Tells whether the user of a URL has more rights in its database than the service needs. */
import pg from 'pg'
import { connectionUrl } from '../connect/session-settings.ts'

export interface LoginRights {
  readonly user: string
  /** The tables belong to hub_owner, so that a login can be limited to what the service needs. */
  readonly separate: boolean
  /** The user can write a table, or can give itself the right to. */
  readonly excessive: boolean
}

/** Throws pg's error. */
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
