/**
 * The rights that PostgreSQL gives to everybody in a new database and that the service does not need: temporary objects
 * (whose names can hide those of other objects), objects in `public`, and large objects.
 */

export interface PublicRight {
  /** An SQL condition: true while hub_service has the right. */
  readonly held: string
  /** An SQL expression: its value is the statement that takes the right from everybody. */
  readonly revoke: string
}

const service = `'hub_service'`
const database = 'pg_catalog.current_database()'
const writers = `
  select p.oid
  from pg_catalog.pg_proc as p
  where p.pronamespace = 'pg_catalog'::pg_catalog.regnamespace
    and p.proname in (
      'lo_creat', 'lo_create', 'lo_from_bytea', 'lo_open', 'lo_put', 'lo_truncate', 'lo_truncate64', 'lo_unlink', 'lowrite'
    )
    and pg_catalog.has_function_privilege(${service}, p.oid, 'execute')`

export const publicRights: readonly PublicRight[] = [
  {
    held: `pg_catalog.has_database_privilege(${service}, ${database}, 'temporary, create')`,
    revoke: `pg_catalog.format('revoke temporary, create on database %I from public, hub_service', ${database})`,
  },
  {
    held: `exists (
      select
      from pg_catalog.pg_namespace as n
      where n.nspname = 'public'
        and pg_catalog.has_schema_privilege(${service}, n.oid, 'create')
    )`,
    revoke: `'revoke create on schema public from public, hub_service'`,
  },
  {
    held: `exists (${writers})`,
    revoke: `(
      select
        'revoke execute on function '
          || pg_catalog.string_agg(p.oid::pg_catalog.regprocedure::text, ', ')
          || ' from public, hub_service'
      from (${writers}) as p
    )`,
  },
]
