/** Waits until a relay has nothing left to do. */
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'

/** Throws when it takes longer than `withinMs`. [120 s] */
export async function outboxIsEmpty(client: pg.Client, withinMs = 120_000): Promise<void> {
  const until = performance.now() + withinMs
  while (performance.now() < until) {
    const { rows } = await client.query<{ work: boolean }>(
      'select exists (select from hub.integracao_outbox) as work',
    )
    if (rows[0]?.work === false) return
    await sleep(20)
  }
  throw new Error(`the outbox was not empty after ${withinMs} ms`)
}
