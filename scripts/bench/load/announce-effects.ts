/** Notifies a session of every event whose effect is committed, whichever system has handled it. */
import type pg from 'pg'
import { monotonicMs } from '../core/monotonic.ts'

/**
 * `client` is a superuser's; `listening` is another session of the same database, kept open. The returned function
 * tells when, by monotonicMs, for an event's id or what else `column` names; ask before the effect can be there.
 */
export async function announceEffects(
  client: pg.Client,
  listening: pg.Client,
  column: 'id' | 'external_id' = 'id',
): Promise<(id: string) => Promise<number>> {
  await client.query(`
    create schema if not exists bench;
    create function bench.announce() returns trigger language plpgsql as $$
    begin
      perform pg_notify('bench_effect', new.${column}::text);
      return null;
    end
    $$;
    create trigger announce after update on hub.integracao_evento
      for each row when (new.status = 'PROCESSADO') execute function bench.announce()`)
  const waiting = new Map<string, (at: number) => void>()
  listening.on('notification', ({ payload = '' }) => {
    waiting.get(payload)?.(monotonicMs())
    waiting.delete(payload)
  })
  await listening.query('listen bench_effect')
  return (id) => new Promise((resolve) => waiting.set(id, resolve))
}
