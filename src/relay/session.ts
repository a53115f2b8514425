/**
 * One database connection, held by its loop for as long as it lives: the low-water marks, the time limits and the
 * prepared statements belong to the session. It connects when it is first needed, and again after it was lost. Losing it
 * throws only in the call that waits for an answer.
 *
 * Through a pooler the connection may be another one after each transaction. So a statement has no name there, and sets
 * its time limits in a transaction of its own: left on the connection, they would bind other clients.
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
  /** A statement waits this long for a row or advisory lock, then fails with 55P03. */
  readonly lockTimeoutMs: number
}

export interface Session {
  /** Connects if it is not connected. Throws pg's error; then nothing has been asked of the database. */
  open(): Promise<void>
  /** Runs one prepared statement. Throws pg's error; then its outcome is unknown unless `sqlstate` tells. */
  query<Row>(statement: Statement): Promise<Row[]>
  /** The SQLSTATE of what `query` threw, or of the server's last notice before the connection ended; else null. */
  sqlstate(error: unknown): string | null
  /** Ends the connection, and with it what it is doing. The next `open` makes another. */
  drop(): void
}

/** After the server's own limit and this much more without an answer, the connection counts as dead. */
const graceMs = 5000

export function createSession(pool: Pool, limits: SessionLimits, log: Logger): Session {
  let client: Awaited<ReturnType<typeof connect>> | undefined
  let lastNotice: string | null = null
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
    // Ended, not given back to the pool: its settings and marks belong to this loop.
    dropped?.release(true)
  }

  async function open(): Promise<void> {
    if (client !== undefined) return
    lastNotice = null
    const opened = await connect()
    // Kept for good: an error event without a listener ends the process.
    opened.on('error', (error) => {
      log.debug({ err: error }, 'relay connection lost')
      if (client === opened) drop()
    })
    opened.on('notice', ({ code }) => {
      // What a server sends that stops at once, or whose neighbour crashed.
      if (code?.startsWith('57P')) lastNotice = code
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
      // The caller that gets an error drops the connection, and the transaction with it.
      const { rows } = await current.query<Named>(query)
      await current.query('commit')
      return rows
    },
    sqlstate(error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      return typeof code === 'string' && /^(?=.*\d)[0-9A-Z]{5}$/.test(code) ? code : lastNotice
    },
  }
}

function set(scope: 'session' | 'local', settings: Readonly<Record<string, number>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `set ${scope} ${name} = ${value}`)
    .join('; ')
}

/** A pooler gives its clients cancel keys of its own, so their process id is not the server's. */
async function isPooled(client: PoolClient): Promise<boolean> {
  const { rows } = await client.query<{ pid: number }>('select pg_catalog.pg_backend_pid() as pid')
  return !('processID' in client) || client.processID !== rows[0]?.pid
}
