/**
 * A command's time with the database: joins the embedded server that `make run` has started, or starts it and stops it
 * again, or uses DATABASE_URL.
 */
import type { Config } from '../../settings/config.ts'
import type { Logger } from '../../core/log.ts'
import { databaseError } from '../../db/connect/database-error.ts'
import { createQuery, type Query, type ScopedQuery } from '../../db/connect/query.ts'
import { isTransient, sqlState } from '../../db/connect/sql-state.ts'
import { statementError } from '../../db/connect/statement-error.ts'
import { HubError } from '../../core/errors.ts'
import { type Database, openDatabase } from '../../wiring/open-database.ts'
import { createOperator, type Operator } from '../../wiring/operator.ts'
import type { CommandIo } from './command-io.ts'

export interface CommandDatabase {
  readonly config: Config
  readonly log: Logger
  readonly database: Database
  readonly query: Query
  /** The rooms' own reads. */
  readonly operator: Operator
  /** Of every tenant, under this command's name in the audit. */
  readonly all: ScopedQuery
}

/** Throws HubError: what the database refuses reaches the operator as the sentence that was written for people. */
export async function withDatabase<T>(
  io: CommandIo,
  work: (database: CommandDatabase) => Promise<T>,
  { migrations = 'embedded' }: { readonly migrations?: 'embedded' | 'never' } = {},
): Promise<T> {
  const config = io.config()
  const log = io.createLog(config.logLevel === 'info' ? 'warn' : config.logLevel)
  await using stack = new AsyncDisposableStack()
  const database = await openDatabase({ config, log, clock: io.clock, migrations })
  stack.defer(() => database.stop())
  const { url } = database
  const query = createQuery({ url, applicationName: 'hub-cli', log })
  stack.defer(() => query.close())
  const all = query.as({ tenants: 'todos', ator: io.ator, statementTimeoutMs: 600_000 })
  try {
    return await work({
      config,
      log,
      database,
      query,
      operator: createOperator(query, io.ator),
      all,
    })
  } catch (error) {
    log.debug({ err: error }, 'the work of a command failed')
    throw refusal(error) ?? failure(error, url)
  }
}

/**
 * Only what has to do with reaching the database, or entering it, is told by its address; a mistake of ours stays one.
 */
function failure(error: unknown, url: string): unknown {
  const state = sqlState(error)
  if (state === undefined) return isTransient(error) ? databaseError(error, url) : error
  return isOfConnecting(state) ? databaseError(error, url) : statementError(state, error)
}

/** Invalid authorization, no such database, no connection free, starting or stopping. */
function isOfConnecting(state: string): boolean {
  return state.startsWith('28') || ['3D000', '53300', '57P03'].includes(state)
}

/** Our own SQLSTATEs carry a sentence for people. */
function refusal(error: unknown): HubError | null {
  const state = sqlState(error)
  if (state === undefined || !state.startsWith('HB') || !(error instanceof Error)) return null
  const code = state === 'HB404' ? 'not_found' : state === 'HB409' ? 'conflict' : 'refused'
  const { message } = error
  return new HubError(code, `${message.charAt(0).toUpperCase()}${message.slice(1)}.`, {
    cause: error,
  })
}
