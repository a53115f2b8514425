/**
 * The connections of the hot path: a pg pool for named prepared statements (the ingress's append, the relay's step).
 *
 * The pool logs and replaces a connection that dies while idle; the process lives on. Names must be schema-qualified,
 * because the search path is empty. An `int8` stays a string (an id may exceed 2^53), a `timestamptz` becomes a Date,
 * and `jsonb` is parsed.
 */
import pg from 'pg'
import type { Logger } from '../../core/log.ts'
import { connectionUrl } from './session-settings.ts'

export interface PoolOptions {
  readonly url: string
  /** The most connections. */
  readonly max: number
  /** How many stay open once they are, however long they rest: a new one has to plan its statements anew. [0] */
  readonly min?: number
  /** What `pg_stat_activity` shows. */
  readonly applicationName: string
  /** Absent: no limit; a relay's step sets its own. */
  readonly statementTimeoutMs?: number
  /** How long a caller waits for a connection. [5000] */
  readonly connectTimeoutMs?: number
  readonly log: Logger
}

export type Pool = pg.Pool
export type PoolClient = pg.PoolClient

/** Opens no connection yet: the first query does. Its errors are pg's own; see `isTransient` and `databaseError`. */
export function createPool(options: PoolOptions): Pool {
  const { url, max, min = 0, applicationName, log } = options
  const { statementTimeoutMs, connectTimeoutMs = 5000 } = options
  const pool = new pg.Pool({
    connectionString: connectionUrl(url, applicationName),
    max,
    min,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: connectTimeoutMs,
    idleTimeoutMillis: 60_000,
    ...(statementTimeoutMs === undefined ? {} : { statement_timeout: statementTimeoutMs }),
  })
  pool.on('error', (error) =>
    log.warn({ err: error, applicationName }, 'idle database connection lost'),
  )
  // A connection may end in the moment in which it is handed over, before its user listens: such an error would end the
  // process. The user is told by the next query.
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}
