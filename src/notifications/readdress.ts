/** The timed look at notices that had nowhere to go. See sql/routines/notifications/readdress.sql. */
import type { Pool } from '../db/connect/pool.ts'

/** Resolves to how many have somewhere to go now, and are queued. Several processes may look at once. Throws pg's error. */
export async function readdress(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ feitas: number }>(
    'select notifications.readdress() as feitas',
  )
  return rows[0]?.feitas ?? 0
}
