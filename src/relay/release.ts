/** The releases that are due, piece by piece, each piece a transaction. See sql/routines/relay/RELEASE-LOCK.md. */
import type { Clock } from '../core/clock.ts'
import type { Pool } from '../db/connect/pool.ts'

/**
 * Resolves to how many events were released, once no release is due. Several processes may release at once. After each
 * piece it pauses twice as long as the piece took, so that webhooks are answered as ever beside 400,000 released events.
 * Throws pg's error.
 */
export async function release(pool: Pool, clock: Clock, signal?: AbortSignal): Promise<number> {
  let total = 0
  while (signal?.aborted !== true) {
    const begin = clock.monotonicMs()
    const { rows } = await pool.query<{ liberacao: string | null; soltos: number | null }>(
      'select r.liberacao, r.soltos from relay.release_batch() as r',
    )
    const [piece] = rows
    if (piece === undefined || piece.liberacao === null) break
    total += piece.soltos ?? 0
    await clock.sleep(2 * (clock.monotonicMs() - begin), signal)
  }
  return total
}
