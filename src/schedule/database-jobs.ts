/** The timed jobs that are one call of a routine. Several processes may run each of them at once. */
import type { Pool } from '../db/connect/pool.ts'
import type { Job } from './schedule.ts'

/** Each run resolves to a count for the log, and throws pg's error. */
export function databaseJobs(pool: Pool): readonly Job[] {
  return [
    // The notices that had nowhere to go and are queued again. See notifications/readdress.sql.
    { nome: 'avisos', cron: '* * * * *', run: () => count(pool, 'notifications.readdress()') },
    // The minutes that were counted; 0 while another process counts. See measures/measure.sql.
    { nome: 'medidas', cron: '* * * * *', run: () => count(pool, 'measures.measure()') },
    // The sessions and login failures that were forgotten. See access/sessions/forget_sessions.sql.
    { nome: 'sessoes', cron: '17 * * * *', run: () => count(pool, 'access.forget_sessions()') },
    { nome: 'lotes', cron: '*/2 * * * * *', run: (signal) => runBulkActs(pool, signal) },
  ]
}

/** The items that were done or refused, once no bulk act may do more now. Each turn is one transaction. See bulk/run.sql. */
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
