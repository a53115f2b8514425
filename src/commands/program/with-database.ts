/**
 * Gives a command the database: that of DATABASE_URL, or the embedded server. It joins an embedded server that `make
 * run` has started, or starts one and stops it at the end.
 */
import type { Config } from '../../settings/config.ts'
import type { Logger } from '../../core/log.ts'
import { databaseError, isOfConnecting } from '../../db/connect/database-error.ts'
import { createQuery, type Query, type ScopedQuery } from '../../db/connect/query.ts'
import { type Released, releaseNow } from '../../acts/release-now.ts'
import { refusalOf } from '../../db/connect/refusal.ts'
import { isTransient, sqlState } from '../../db/connect/sql-state.ts'
import { statementError } from '../../db/connect/statement-error.ts'
import { HubError } from '../../core/errors.ts'
import { type Database, openDatabase } from '../../wiring/open-database.ts'
import { createHubRooms, type HubRooms } from '../../wiring/hub-rooms.ts'
import type { CommandIo } from './command-io.ts'

const RELEASE_PATIENCE_MS = 5000

export interface CommandDatabase {
  readonly config: Config
  readonly log: Logger
  readonly database: Database
  readonly query: Query
  /** The rooms' own reads and acts. */
  readonly rooms: HubRooms
  /** Statements that see every tenant; the audit names this command. */
  readonly all: ScopedQuery
  /** Releases what an act asked for, for 5 s; the service releases the rest. `liberacao` is null where there is nothing to release. */
  readonly release: (liberacao: string | null) => Promise<Released>
}

/** Throws HubError. What our SQL refuses reaches the operator as the sentence that was written for people. */
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
      rooms: createHubRooms(query, io.ator),
      all,
      release: (liberacao) =>
        releaseNow(all, liberacao, { clock: io.clock, patienceMs: RELEASE_PATIENCE_MS }),
    })
  } catch (error) {
    log.debug({ err: error }, 'the work of a command failed')
    throw commandError(error, url)
  }
}

const REFUSED = { 404: 'not_found', 409: 'conflict', 422: 'refused' } as const

/** Names the database's address only where it could not be reached or entered. A mistake of ours stays as it is. */
function commandError(error: unknown, url: string): unknown {
  const refusal = refusalOf(error)
  if (refusal !== null) {
    return new HubError(REFUSED[refusal.status], refusal.sentence, { cause: error })
  }
  const state = sqlState(error)
  if (state === undefined) return isTransient(error) ? databaseError(error, url) : error
  return isOfConnecting(state) ? databaseError(error, url) : statementError(state, error)
}
