/** Reads what the sessions of one database have used so far; take the difference of two calls. */
import type pg from 'pg'
import { processCpu } from '../core/server-cpu.ts'

export interface DatabaseUse {
  /** The seconds of the sessions that exist now. */
  readonly cpu: number
  /** Committed and rolled back transactions. */
  readonly transactions: number
}

/** `client` must be connected to another database, so that its own transactions are not counted. */
export async function databaseUse(client: pg.Client, database: string): Promise<DatabaseUse> {
  const { rows } = await client.query<{ transactions: string; pids: number[] }>(
    `
    select
      (select xact_commit + xact_rollback from pg_stat_database where datname = $1) as transactions,
      array(select pid from pg_stat_activity where datname = $1 and backend_type = 'client backend') as pids`,
    [database],
  )
  const [row] = rows
  if (row === undefined) throw new Error('pg_stat_database answered no row')
  const cpu = row.pids.reduce((sum, pid) => sum + processCpu(pid), 0)
  return { cpu, transactions: Number(row.transactions) }
}
