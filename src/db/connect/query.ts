/**
 * Every read of the API and the panel, and every action of an operator, through slonik.
 *
 * A statement runs in a transaction that knows whom it is for: `hub.tenants` (row-level security shows only
 * those) and `hub.ator` (the audit's name), both gone when it ends. Rows are checked by the schema given with
 * `sql.type(schema)`. Values arrive as: int8 a string, numeric a number, timestamptz a Date, date and interval
 * text, json parsed.
 *
 * A transaction that meets a serialization failure or a deadlock is run again, up to three times: its callback
 * must do nothing but SQL.
 */
import { createPgDriverFactory } from '@slonik/pg-driver'
import pg from 'pg'
import {
  type CommonQueryMethods,
  createPool,
  DataIntegrityError,
  InvalidInputError,
  type DatabasePool,
  type DriverTypeParser,
  sql,
} from 'slonik'
import { HubError } from '../../core/errors.ts'
import type { Logger } from '../../core/log.ts'
import { checkRows, queryName } from './check-rows.ts'
import { isTransient } from './sql-state.ts'
import { connectionUrl } from './connection-url.ts'

export { sql }

export interface Scope {
  /** The tenants whose rows may be seen; none of them is an answer too. */
  readonly tenants: 'todos' | readonly number[]
  /** Who acts, as the audit writes it: `token:painel`, `operador:maria`. */
  readonly ator: string
  /** After which PostgreSQL cancels a statement (57014). [10_000] */
  readonly statementTimeoutMs?: number
}

/** slonik's methods, by the number of rows that are an answer: `one` and `oneFirst` insist on exactly one. */
export type Statements = Pick<
  CommonQueryMethods,
  'any' | 'anyFirst' | 'exists' | 'maybeOne' | 'maybeOneFirst' | 'one' | 'oneFirst'
>

export interface ScopedQuery extends Statements {
  /** Several statements, all or none of them; rolled back when `work` throws. */
  transaction<T>(work: (statements: Statements) => Promise<T>): Promise<T>
}

export interface Query {
  as(scope: Scope): ScopedQuery
  /** Lets running statements end (5 s at most), then closes the connections. */
  close(): Promise<void>
}

export interface QueryOptions {
  readonly url: string
  /** Connections at most. [5] */
  readonly max?: number
  readonly applicationName?: string
  readonly log: Logger
}

const retriesMax = 3
const asText = (value: string) => value
const typeParsers: readonly DriverTypeParser[] = [
  { name: 'date', parse: asText },
  { name: 'int8', parse: asText },
  { name: 'interval', parse: asText },
  { name: 'numeric', parse: Number },
]

/** Connects at the first statement. Database errors come as pg's or slonik's: see `sqlState` and `isTransient`. */
export function createQuery(options: QueryOptions): Query {
  let pool: Promise<DatabasePool> | undefined
  const open = () => {
    pool ??= openPool(options).catch((error: unknown) => {
      pool = undefined
      throw error
    })
    return pool
  }
  return {
    as: (scope) => scoped(scope, open),
    close: async () => {
      await (await pool)?.end()
    },
  }
}

function scoped(scope: Scope, open: () => Promise<DatabasePool>): ScopedQuery {
  const { tenants, ator, statementTimeoutMs = 10_000 } = scope
  const visible = tenants === 'todos' ? '*' : `{${tenants.join(',')}}`
  const transaction = async <T>(work: (statements: Statements) => Promise<T>): Promise<T> => {
    const pool = await open()
    try {
      return await pool.transaction(async (connection) => {
        await connection.query(sql.unsafe`
          select
            pg_catalog.set_config('hub.tenants', ${visible}, true),
            pg_catalog.set_config('hub.ator', ${ator}, true),
            pg_catalog.set_config('statement_timeout', ${String(statementTimeoutMs)}, true)`)
        return work(connection)
      }, retriesMax)
    } catch (error) {
      throw withoutValues(error)
    }
  }
  return {
    transaction,
    any: (statement) => transaction((run) => run.any(statement)),
    anyFirst: (statement) => transaction((run) => run.anyFirst(statement)),
    exists: (statement) => transaction((run) => run.exists(statement)),
    maybeOne: (statement) => transaction((run) => run.maybeOne(statement)),
    maybeOneFirst: (statement) => transaction((run) => run.maybeOneFirst(statement)),
    one: (statement) => transaction((run) => run.one(statement)),
    oneFirst: (statement) => transaction((run) => run.oneFirst(statement)),
  }
}

/**
 * A wrong number of rows is told with the query's name: slonik's own error carries the values along. Of a value that is none
 * of its type it drops the SQLSTATE, by which a log knows that the message quotes it.
 */
function withoutValues(error: unknown): unknown {
  if (error instanceof InvalidInputError) {
    return Object.assign(new Error(error.message), { code: '22P02' })
  }
  if (!(error instanceof DataIntegrityError)) return error
  return new HubError(
    'internal',
    `Número inesperado de linhas na consulta: ${queryName(error.sql)}`,
  )
}

async function openPool(options: QueryOptions): Promise<DatabasePool> {
  const { url, max = 5, applicationName = 'hub-query', log } = options
  const target = new URL(connectionUrl(url, applicationName))
  // pg knows more of libpq's TLS parameters than slonik does, and both are to mean the same by them.
  const ssl: unknown = new pg.Client({ connectionString: target.href }).ssl
  for (const name of [...target.searchParams.keys()]) {
    if (!['options', 'application_name', 'host'].includes(name)) target.searchParams.delete(name)
  }
  const pool = await createPool(target.href, {
    driverFactory: createPgDriverFactory(),
    interceptors: [checkRows],
    maxPoolSize: max,
    idleTimeout: 60_000,
    // Settings are local to their transaction: nothing is left for `discard all` to clear.
    resetConnection: async () => {},
    statementTimeout: 'DISABLE_TIMEOUT',
    // A transaction of a process that stands still holds its locks no longer.
    idleInTransactionSessionTimeout: 15_000,
    transactionRetryLimit: retriesMax,
    typeParsers,
    ...(ssl === true ? { ssl: {} } : typeof ssl === 'object' && ssl !== null ? { ssl } : {}),
  })
  // It is told of statements that failed as well, which whoever asked is told of.
  pool.on('error', (error) => {
    if (isTransient(error)) log.warn({ err: error, applicationName }, 'query connection lost')
  })
  return pool
}
