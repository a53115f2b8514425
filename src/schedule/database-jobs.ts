/** The timed jobs that only call one routine. Several processes may run the same job at once. */
import type { Pool } from '../db/connect/pool.ts'
import type { Job } from './schedule.ts'

/** Each run resolves to a count for the log, and throws pg's error. */
export function databaseJobs(pool: Pool): readonly Job[] {
  return [
    // Counts the notices that had no address and are queued again. See notifications/readdress.sql.
    { name: 'avisos', cron: '* * * * *', run: () => count(pool, 'notifications.readdress()') },
    // Counts minutes; 0 while another process counts. See measures/measure.sql.
    { name: 'medidas', cron: '* * * * *', run: () => count(pool, 'measures.measure()') },
    // Counts the sessions and login failures that were deleted. See access/sessions/forget_sessions.sql.
    { name: 'sessoes', cron: '17 * * * *', run: () => count(pool, 'access.forget_sessions()') },
    { name: 'lotes', cron: '*/2 * * * * *', run: (signal) => runBulkActs(pool, signal) },
  ]
}

/**
 * Works until no bulk act can do more now, one transaction a turn. Resolves to the number of items that were done or
 * refused. See bulk/run.sql.
 */
async function runBulkActs(pool: Pool, signal: AbortSignal): Promise<number> {
  let total = 0
  while (!signal.aborted) {
    const done = await count(pool, 'bulk.run()')
    if (done === 0) break
    total += done
  }
  return total
}

async function count(pool: Pool, call: string): Promise<number> {
  const { rows } = await pool.query<{ total: number }>(`select ${call} as total`)
  return rows[0]?.total ?? 0
}
