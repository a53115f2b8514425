/** The timed re-examination of all that waits for a mapping or a flag. See sql/routines/relay/sweep.sql. */
import type { Pool } from '../db/pool.ts'

/** Resolves to how many rows were released. Several processes may sweep at once. Throws pg's error. */
export async function sweep(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ soltos: number }>('select relay.sweep() as soltos')
  return rows[0]?.soltos ?? 0
}
