/** Loads a copied database into PostgreSQL's buffers, where a database that was just written would be. */
import type pg from 'pg'

/** Reads every table and index of this database into the buffers, and collects statistics. */
export async function warmUp(client: pg.Client): Promise<void> {
  await client.query(`
    create extension if not exists pg_prewarm;
    analyze;
    select sum(pg_prewarm(c.oid))
    from pg_class as c
    join pg_namespace as n on n.oid = c.relnamespace
    where c.relkind in ('r', 'i', 't')
      and n.nspname not like 'pg\\_%'
      and n.nspname <> 'information_schema'`)
}
