/**
 * One database connection, held by its loop for as long as it lives: the low-water marks, the time limits and the
 * prepared statements belong to the session. It connects when it is first needed, and again after it was lost;
 * losing it never throws anywhere but at whoever is waiting for an answer.
 */
import type { Logger } from '../core/log.ts'
import type { Pool } from '../db/pool.ts'

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
      await opened.query(
        `set statement_timeout = ${limits.statementTimeoutMs}; set lock_timeout = ${limits.lockTimeoutMs}`,
      )
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
      const config = {
        name,
        text,
        values: [...values],
        query_timeout: limits.statementTimeoutMs + graceMs,
      }
      const result = await client.query<Row & Record<string, unknown>>(config)
      return result.rows
    },
    sqlstate(error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      return typeof code === 'string' && /^(?=.*\d)[0-9A-Z]{5}$/.test(code) ? code : lastWords
    },
  }
}
