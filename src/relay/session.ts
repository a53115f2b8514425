/**
 * One database connection, held by its loop for as long as it lives: the low-water marks, the time limits and the
 * prepared statements belong to the session. It connects when it is first needed, and again after it was lost;
 * losing it never throws anywhere but at whoever is waiting for an answer.
 *
 * Through a pooler the connection may be another one after each transaction. So a statement has no name there, and
 * brings its time limits along in a transaction of its own: left on the connection they would bind strangers.
 */
import type { Logger } from '../core/log.ts'
import type { Pool, PoolClient } from '../db/connect/pool.ts'

export interface Statement {
  readonly name: string
  readonly text: string
  readonly values: readonly unknown[]
}

export interface SessionLimits {
  /** The server ends a statement after this long, with 57014. */
  readonly statementTimeoutMs: number
  /** A row or advisory lock is waited for this long, then 55P03. */
  readonly lockTimeoutMs: number
}

export interface Session {
  /** Connects where needed. Throws pg's error; then nothing has been asked of the database. */
  open(): Promise<void>
  /** The rows of one prepared statement. Throws pg's error; then its outcome is unknown unless `sqlstate` tells. */
  query<Row>(statement: Statement): Promise<Row[]>
  /** The SQLSTATE of what `query` threw, or of the server's last words before the connection ended; else null. */
  sqlstate(error: unknown): string | null
  /** Ends the connection, and with it what it is doing. The next `open` makes another. */
  drop(): void
}

/** How much longer than the server's own limit an answer is waited for, before the connection counts as dead. */
const graceMs = 5000

export function createSession(pool: Pool, limits: SessionLimits, log: Logger): Session {
  let client: Awaited<ReturnType<typeof connect>> | undefined
  let lastWords: string | null = null
  let pooled = false
  const timeouts = {
    statement_timeout: limits.statementTimeoutMs,
    lock_timeout: limits.lockTimeoutMs,
  }

  function connect() {
    return pool.connect()
  }

  function drop(): void {
    const dropped = client
    client = undefined
    // Never back to the pool: its settings and marks are this loop's.
    dropped?.release(true)
  }

  async function open(): Promise<void> {
    if (client !== undefined) return
    lastWords = null
    const opened = await connect()
    // Kept for ever: an error event that nobody hears ends the process.
    opened.on('error', (error) => {
      log.debug({ err: error }, 'relay connection lost')
      if (client === opened) drop()
    })
    opened.on('notice', ({ code }) => {
      // How a server that stops at once, or whose neighbour crashed, says goodbye.
      if (code?.startsWith('57P')) lastWords = code
    })
    client = opened
    try {
      pooled = await isPooled(opened)
      if (!pooled) await opened.query(set('session', timeouts))
    } catch (error) {
      drop()
      throw error
    }
  }

  return {
    open,
    drop,
    async query<Row>({ name, text, values }: Statement): Promise<Row[]> {
      if (client === undefined) await open()
      if (client === undefined) throw new Error('Connection terminated unexpectedly')
      const query = {
        text,
        values: [...values],
        query_timeout: limits.statementTimeoutMs + graceMs,
      }
      type Named = Row & Record<string, unknown>
      const current = client
      if (!pooled) return (await current.query<Named>({ name, ...query })).rows
      const idle = { idle_in_transaction_session_timeout: graceMs }
      await current.query(`begin; ${set('local', { ...timeouts, ...idle })}`)
      // Whoever meets its error drops the connection, and the transaction with it.
      const { rows } = await current.query<Named>(query)
      await current.query('commit')
      return rows
    },
    sqlstate(error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      return typeof code === 'string' && /^(?=.*\d)[0-9A-Z]{5}$/.test(code) ? code : lastWords
    },
  }
}

function set(scope: 'session' | 'local', settings: Readonly<Record<string, number>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `set ${scope} ${name} = ${value}`)
    .join('; ')
}

/** A pooler gives its clients keys of its own making, whatever server process they are lent. */
async function isPooled(client: PoolClient): Promise<boolean> {
  const { rows } = await client.query<{ pid: number }>('select pg_catalog.pg_backend_pid() as pid')
  return !('processID' in client) || client.processID !== rows[0]?.pid
}
