/**
 * The hot path's connections: a pg pool for named prepared statements (ingress append, relay step).
 *
 * A connection that dies while idle is logged and replaced, never a crash. Names must be schema-qualified:
 * the search path is empty. `int8` stays a string (an id may pass 2^53), `timestamptz` becomes a Date,
 * `jsonb` is parsed.
 */
import pg from 'pg'
import type { Logger } from '../../core/log.ts'
import { connectionUrl } from './connection-url.ts'

export interface PoolOptions {
  readonly url: string
  /** Connections at most. */
  readonly max: number
  /** What `pg_stat_activity` shows. */
  readonly applicationName: string
  /** Absent: none, as a relay's step sets its own. */
  readonly statementTimeoutMs?: number
  /** How long a caller waits for a connection. [5000] */
  readonly connectTimeoutMs?: number
  readonly log: Logger
}

export type Pool = pg.Pool
export type PoolClient = pg.PoolClient

/** Opens nothing yet: the first query connects. Its errors are pg's own, for `isTransient` and `databaseError`. */
export function createPool(options: PoolOptions): Pool {
  const { url, max, applicationName, statementTimeoutMs, connectTimeoutMs = 5000, log } = options
  const pool = new pg.Pool({
    connectionString: connectionUrl(url, applicationName),
    max,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: connectTimeoutMs,
    idleTimeoutMillis: 60_000,
    ...(statementTimeoutMs === undefined ? {} : { statement_timeout: statementTimeoutMs }),
  })
  pool.on('error', (error) =>
    log.warn({ err: error, applicationName }, 'idle database connection lost'),
  )
  return pool
}
