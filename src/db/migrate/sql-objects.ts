/** Lists the routines and views in the rooms' schemas, each with a stamp that changes with every new definition. */
import type { ClientBase } from 'pg'
import { roomSchemas } from './schemas.ts'

export interface SqlObject {
  readonly kind: 'function' | 'view'
  readonly oid: number
  /** The name, schema-qualified and quoted where needed; of a function, with its argument types. */
  readonly identity: string
  readonly schema: string
  readonly name: string
  /** The transaction that wrote the definition. PostgreSQL writes a new one for each `create or replace`. */
  readonly stamp: string
}

export function signature(object: SqlObject): string {
  return `${object.kind} ${object.identity}`
}

/** Needs an empty search path, so that PostgreSQL qualifies all names. Leaves out the objects of extensions. */
export async function objectsOf(client: ClientBase): Promise<SqlObject[]> {
  const found = await client.query<SqlObject>(
    `
    select
      'function' as kind,
      p.oid,
      p.oid::regprocedure::text as identity,
      n.nspname as schema,
      p.proname as name,
      p.xmin::text as stamp
    from pg_catalog.pg_proc as p
    join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
    where n.nspname = any($1)
      and not exists (
        select from pg_catalog.pg_depend as d
        where d.classid = 'pg_catalog.pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'
      )
    union all
    select 'view', c.oid, c.oid::regclass::text, n.nspname, c.relname, r.xmin::text
    from pg_catalog.pg_class as c
    join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    join pg_catalog.pg_rewrite as r on r.ev_class = c.oid and r.rulename = '_RETURN'
    where n.nspname = any($1)
      and c.relkind = 'v'
    order by 1, 3`,
    [roomSchemas],
  )
  return found.rows
}
