/**
 * The timed looks for rows that nobody else moves: those whose condition was met by hand, and events and notices that
 * lost their outbox row. Several processes may sweep at once. Both throw pg's error.
 */
import type { Clock } from '../core/clock.ts'
import type { Logger } from '../core/log.ts'
import type { Pool } from '../db/connect/pool.ts'

/**
 * Examines all that waits for a mapping, a flag or a seller. See sql/routines/relay/release/sweep.sql. Resolves to how
 * many rows it released itself; `release` does the releases that it asks for.
 */
export async function sweep(pool: Pool, signal?: AbortSignal): Promise<number> {
  await pool.query('select relay.sweep()')
  return sweepMappings(pool, signal)
}

interface MappingsPiece {
  readonly released: number
  /** Where the next piece begins; both null at the end. */
  readonly tenant: string | null
  readonly id: string | null
}

async function sweepMappings(pool: Pool, signal?: AbortSignal): Promise<number> {
  let total = 0
  let at: readonly (string | null)[] = ['0', '0']
  while (at[0] !== null && signal?.aborted !== true) {
    const { rows } = await pool.query<MappingsPiece>(
      'select s.soltos as released, s.tenant, s.id from relay.sweep_mappings($1, $2) as s',
      [...at],
    )
    const { released = 0, tenant = null, id = null } = rows[0] ?? {}
    total += released
    at = [tenant, id]
  }
  return total
}

interface StraysOptions {
  readonly pool: Pool
  readonly clock: Clock
  readonly log: Logger
  /** No further piece is begun after this long, in milliseconds. [500] */
  readonly patienceMs?: number
}

/**
 * Gives events and notices that ought to wait in the outbox, and have no row there, a new one: the newest at each call,
 * and all of them round by round. Resolves to how many got a row. See sql/routines/relay/release/sweep_strays.sql.
 */
export async function sweepStrays(
  { pool, clock, log, patienceMs = 500 }: StraysOptions,
  signal?: AbortSignal,
): Promise<number> {
  const until = clock.monotonicMs() + patienceMs
  let total = 0
  /** Resolves to whether the round has come to its end. */
  const piece = async (newest: boolean): Promise<boolean> => {
    const { rows } = await pool.query<{ found: number; ended: boolean }>(
      'select s.achados as found, s.fim as ended from relay.sweep_strays(p_recentes => $1) as s',
      [newest],
    )
    total += rows[0]?.found ?? 0
    return rows[0]?.ended ?? true
  }
  await piece(true)
  while (signal?.aborted !== true && clock.monotonicMs() < until) {
    if (await piece(false)) break
  }
  if (total > 0) log.warn({ linhas: total }, 'events or notices had no row in the outbox: put back')
  return total
}
