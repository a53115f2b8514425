/** The timed end of what is kept of sessions and of failures to enter. See sql/routines/access/sessions/forget_sessions.sql. */
import type { Pool } from '../db/connect/pool.ts'

/** Resolves to how many rows are gone. Several processes may do so at once. Throws pg's error. */
export async function forgetSessions(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ esquecidas: number }>(
    'select access.forget_sessions() as esquecidas',
  )
  return rows[0]?.esquecidas ?? 0
}
