/**
 * Runs every read of the API and the panel, and every action of an operator, through slonik.
 *
 * Each statement runs in a transaction with two local settings: `hub.tenants` (row-level security shows only their
 * rows) and `hub.ator` (the name in the audit). Both end with the transaction. Rows are checked by the schema of
 * `sql.type(schema)`. An int8 arrives as a string, a numeric as a number, a timestamptz as a Date, a date and an
 * interval as text, and json parsed.
 *
 * A transaction that meets a serialization failure or a deadlock runs again, up to three times. Its callback must
 * therefore do nothing but SQL.
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
import { connectionUrl } from './session-settings.ts'

export { sql }

export interface Scope {
  /** The tenants whose rows are visible; the list may be empty. */
  readonly tenants: 'todos' | readonly number[]
  /** The name in the audit of whoever acts: `token:painel`, `operador:maria`. */
  readonly ator: string
  /** PostgreSQL cancels a statement after this time (57014). [10_000] */
  readonly statementTimeoutMs?: number
}

/** slonik's methods, named after how many rows they accept: `one` and `oneFirst` want exactly one. */
export type Statements = Pick<
  CommonQueryMethods,
  'any' | 'anyFirst' | 'exists' | 'maybeOne' | 'maybeOneFirst' | 'one' | 'oneFirst'
>

export interface ScopedQuery extends Statements {
  /** Runs several statements in one transaction, which is rolled back when `work` throws. */
  transaction<T>(work: (statements: Statements) => Promise<T>): Promise<T>
}

export interface Query {
  as(scope: Scope): ScopedQuery
  /** Waits for running statements (5 s at most), then closes the connections. */
  close(): Promise<void>
}

export interface QueryOptions {
  readonly url: string
  /** The most connections. [5] */
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

/** The first statement connects. Database errors are pg's or slonik's; see `sqlState` and `isTransient`. */
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
 * Replaces two of slonik's errors. A wrong number of rows becomes an error that names the query, because slonik's own
 * carries the values. An invalid value gets back its SQLSTATE, which slonik drops and by which the log knows that the
 * message quotes the value.
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
  // pg understands more of libpq's TLS parameters than slonik does, and both must treat a URL alike.
  const ssl: unknown = new pg.Client({ connectionString: target.href }).ssl
  for (const name of [...target.searchParams.keys()]) {
    if (!['options', 'application_name', 'host'].includes(name)) target.searchParams.delete(name)
  }
  const pool = await createPool(target.href, {
    driverFactory: createPgDriverFactory(),
    interceptors: [checkRows],
    maxPoolSize: max,
    idleTimeout: 60_000,
    // All settings are local to their transaction, so nothing is left for `discard all` to clear.
    resetConnection: async () => {},
    statementTimeout: 'DISABLE_TIMEOUT',
    // The transaction of a process that hangs must not hold its locks any longer.
    idleInTransactionSessionTimeout: 15_000,
    transactionRetryLimit: retriesMax,
    typeParsers,
    ...(ssl === true ? { ssl: {} } : typeof ssl === 'object' && ssl !== null ? { ssl } : {}),
  })
  // The pool also emits an error for each failed statement; the caller of the statement gets that one.
  pool.on('error', (error) => {
    if (isTransient(error)) log.warn({ err: error, applicationName }, 'query connection lost')
  })
  return pool
}
