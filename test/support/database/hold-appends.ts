/** Makes appends hang. If they waited for something themselves, they would soon give up. */
import type { TestContext } from 'node:test'
import { type SqlClient, sqlClient } from './sql-client.ts'

/** From now on every append waits before it ends, until the returned function is called. */
export async function holdAppends(
  t: TestContext,
  { url, client }: { readonly url: string; readonly client: SqlClient },
): Promise<() => Promise<unknown>> {
  const holder = await sqlClient(t, url)
  await client.rows(`
    create function public.hold_append() returns trigger language plpgsql security definer
    set search_path = pg_catalog, pg_temp set lock_timeout = '60s'
    as 'begin perform pg_advisory_xact_lock_shared(4242); return null; end';
    create trigger hold_append after insert on hub.integracao_evento
    for each statement execute function public.hold_append()`)
  await holder.rows('begin')
  await holder.rows('select pg_advisory_xact_lock(4242)')
  return () => holder.rows('commit')
}
