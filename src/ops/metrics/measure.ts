/** The minute's counting of what came in and what failed. See sql/routines/measures/measure.sql. */
import type { Pool } from '../../db/connect/pool.ts'

/** Resolves to how many minutes were counted; 0 while another process is at it. Throws pg's error. */
export async function measure(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ minutos: number }>('select measures.measure() as minutos')
  return rows[0]?.minutos ?? 0
}
