/** Waits until a starting PostgreSQL answers. On the first start it also creates the hub's database. */
import { realpathSync } from 'node:fs'
import pg from 'pg'
import type { Clock } from '../../core/clock.ts'
import { HubError } from '../../core/errors.ts'
import { isTransient } from '../connect/sql-state.ts'

const pollMs = 50
/** Recovery after a crash replays a few checkpoints at most. When it takes longer, something else is wrong. */
const giveUpMs = 300_000

/**
 * Resolves to true once the database of `url` can be used, and to false once `gone` says that the server has ended.
 * Throws `database_unreachable` when another server answers at that port, and pg's error when the password is wrong.
 */
export async function waitForServer(server: {
  readonly url: string
  readonly pgdata: string
  readonly clock: Clock
  readonly gone: () => boolean
}): Promise<boolean> {
  const { url, pgdata, clock, gone } = server
  const giveUpAt = clock.monotonicMs() + giveUpMs
  while (!gone()) {
    try {
      await prepareDatabase(url, pgdata)
      return true
    } catch (error) {
      if (!isTransient(error) || clock.monotonicMs() > giveUpAt) throw error
      await clock.sleep(pollMs)
    }
  }
  return false
}

async function prepareDatabase(url: string, pgdata: string): Promise<void> {
  const maintenance = new URL(url)
  const name = maintenance.pathname.slice(1)
  maintenance.pathname = '/postgres'
  const client = new pg.Client({
    connectionString: maintenance.href,
    connectionTimeoutMillis: 10_000,
  })
  client.on('error', () => {})
  try {
    await client.connect()
    const where = await client.query<{ data_directory: string }>('show data_directory')
    const answered = where.rows[0]?.data_directory ?? ''
    if (realpathSync(answered) !== realpathSync(pgdata)) {
      throw new HubError(
        'database_unreachable',
        `O PostgreSQL na porta ${maintenance.port} é outro (${answered}): encerre-o ou escolha outra porta.`,
      )
    }
    const found = await client.query('select from pg_catalog.pg_database where datname = $1', [
      name,
    ])
    if (found.rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(name)}`)
  } finally {
    await client.end().catch(() => {})
  }
}
