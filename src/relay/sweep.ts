/** The timed re-examination of all that waits for a mapping, a flag or a seller. See sql/routines/relay/release/sweep.sql. */
import type { Pool } from '../db/connect/pool.ts'

/**
 * Resolves to how many rows were released here; the releases that it asks for are done by `release`. Several processes may
 * sweep at once. Throws pg's error.
 */
export async function sweep(pool: Pool, signal?: AbortSignal): Promise<number> {
  await pool.query('select relay.sweep()')
  return sweepMappings(pool, signal)
}

interface Piece {
  readonly soltos: number
  readonly tenant: string | null
  readonly id: string | null
}

async function sweepMappings(pool: Pool, signal?: AbortSignal): Promise<number> {
  let total = 0
  let at: readonly (string | null)[] = ['0', '0']
  while (at[0] !== null && signal?.aborted !== true) {
    const { rows } = await pool.query<Piece>(
      'select s.soltos, s.tenant, s.id from relay.sweep_mappings($1, $2) as s',
      [...at],
    )
    const { soltos = 0, tenant = null, id = null } = rows[0] ?? {}
    total += soltos
    at = [tenant, id]
  }
  return total
}
