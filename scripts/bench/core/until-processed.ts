/** Waits until a running relay has left no more claimable rows than allowed. */
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'

/** Throws when more than `atMost` rows still wait after `limitMs`. */
export async function untilProcessed(
  client: pg.Client,
  atMost = 0,
  limitMs = 300_000,
): Promise<void> {
  const giveUpAt = performance.now() + limitMs
  for (;;) {
    const { rows } = await client.query<{ waiting: number }>(
      `select count(*)::int as waiting
       from (
         select from hub.integracao_outbox where destino = 'PROCESSAR' and status <> 'MORTO' limit $1::int + 1
       ) as o`,
      [atMost],
    )
    if ((rows[0]?.waiting ?? 0) <= atMost) return
    if (performance.now() > giveUpAt) throw new Error(`events still wait after ${limitMs / 1000} s`)
    await sleep(20)
  }
}
