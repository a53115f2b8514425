/** Lets a session hear of every event whose effect is committed, in whosever hands the event was. */
import type pg from 'pg'

/**
 * `client`: a superuser's; `listening`: another session of the same database, kept open. What is resolved to tells when,
 * by performance.now(); ask before the effect can be there.
 */
export async function announceEffects(
  client: pg.Client,
  listening: pg.Client,
): Promise<(id: string) => Promise<number>> {
  await client.query(`
    create schema if not exists bench;
    create function bench.announce() returns trigger language plpgsql as $$
    begin
      perform pg_notify('bench_effect', new.id::text);
      return null;
    end
    $$;
    create trigger announce after update on hub.integracao_evento
      for each row when (new.status = 'PROCESSADO') execute function bench.announce()`)
  const waiting = new Map<string, (at: number) => void>()
  listening.on('notification', ({ payload = '' }) => {
    waiting.get(payload)?.(performance.now())
    waiting.delete(payload)
  })
  await listening.query('listen bench_effect')
  return (id) => new Promise((resolve) => waiting.set(id, resolve))
}
