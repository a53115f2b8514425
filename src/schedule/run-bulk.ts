/** The turns of bulk acts that are under way, each a transaction of its own. See sql/routines/bulk/run.sql. */
import type { Pool } from '../db/connect/pool.ts'

/** Resolves to how many items were done or refused, once no bulk act may do more now. Several processes may. Throws pg's error. */
export async function runLotes(pool: Pool, signal?: AbortSignal): Promise<number> {
  let total = 0
  while (signal?.aborted !== true) {
    const { rows } = await pool.query<{ feitos: number }>('select bulk.run() as feitos')
    const feitos = rows[0]?.feitos ?? 0
    if (feitos === 0) break
    total += feitos
  }
  return total
}
