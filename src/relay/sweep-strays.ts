/**
 * Events and notices that ought to wait in the outbox and have no row there: the newest each time, and all of them round by
 * round, for so long a time as nobody notices. See sql/routines/relay/release/sweep_strays.sql.
 */
import type { Clock } from '../core/clock.ts'
import type { Logger } from '../core/log.ts'
import type { Pool } from '../db/connect/pool.ts'

interface SweepOptions {
  readonly pool: Pool
  readonly clock: Clock
  readonly log: Logger
  /** After so long no other piece is looked at, in milliseconds. [500] */
  readonly patienceMs?: number
}

/** Resolves to how many got a row again. Several processes may: one at a time does. Throws pg's error. */
export async function sweepStrays(
  { pool, clock, log, patienceMs = 500 }: SweepOptions,
  signal?: AbortSignal,
): Promise<number> {
  const until = clock.monotonicMs() + patienceMs
  let total = 0
  const piece = async (recentes: boolean): Promise<boolean> => {
    const { rows } = await pool.query<{ achados: number; fim: boolean }>(
      'select s.achados, s.fim from relay.sweep_strays(p_recentes => $1) as s',
      [recentes],
    )
    total += rows[0]?.achados ?? 0
    return rows[0]?.fim ?? true
  }
  await piece(true)
  while (signal?.aborted !== true && clock.monotonicMs() < until) {
    if (await piece(false)) break
  }
  if (total > 0) log.warn({ linhas: total }, 'events or notices had no row in the outbox: put back')
  return total
}
