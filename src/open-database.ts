/**
 * The database that the settings name, ready to be used: the embedded one is started or joined, and what `sql/` says
 * is applied, or asked for in one sentence.
 */
import { join } from 'node:path'
import type { Config } from './config.ts'
import type { Clock } from './core/clock.ts'
import { HubError } from './core/errors.ts'
import type { Logger } from './core/log.ts'
import type { Running } from './core/running.ts'
import { databaseError } from './db/database-error.ts'
import { startEmbedded } from './db/embedded.ts'
import { keepEmbedded } from './db/keep-embedded.ts'
import { migrate } from './db/migrate.ts'
import { readMigrations } from './db/migration-files.ts'
import { createQuery } from './db/query.ts'
import { serviceRole } from './db/roles.ts'
import { readDatabaseState } from './ops/database-state.ts'

export const sqlDir = join(import.meta.dirname, '..', 'sql')

export interface Database extends Running {
  /** With its password: not for a log. */
  readonly url: string
  /** The role to act as; undefined: the URL's own. */
  readonly role: string | undefined
  readonly embedded: boolean
  /** Resolves when the embedded server is gone for good. */
  readonly lost?: Promise<HubError>
}

interface OpenOptions {
  readonly config: Config
  readonly log: Logger
  readonly clock: Clock
  /**
   * `always`: bring the database to what `sql/` says. `embedded`: only an embedded one; another must be there already.
   * `never`: take it as it is.
   */
  readonly migrations: 'always' | 'embedded' | 'never'
  /** Whether an embedded server that goes away is started again until `stop`. [false] */
  readonly keep?: boolean
}

/** Throws HubError, as `startEmbedded` and `migrate` do. `stop` stops an embedded server that this call started. */
export async function openDatabase(options: OpenOptions): Promise<Database> {
  const { config, log, clock, migrations } = options
  if (config.databaseUrl !== null) {
    const url = config.databaseUrl
    const role = migrations === 'always' ? await migrated(url, log) : await roleOf(url, options)
    return { url, role, embedded: false, stop: async () => {} }
  }
  const server = await startEmbedded({ dataDir: config.dataDir, log, clock })
  try {
    const role =
      migrations === 'never' ? await roleOf(server.url, options) : await migrated(server.url, log)
    if (options.keep !== true) {
      return { url: server.url, role, embedded: true, stop: () => server.stop() }
    }
    const kept = keepEmbedded(server, { dataDir: config.dataDir, log, clock })
    return { url: kept.url, role, embedded: true, lost: kept.lost, stop: () => kept.stop() }
  } catch (error) {
    await server.stop()
    throw error
  }
}

async function migrated(url: string, log: Logger): Promise<string | undefined> {
  const { roles } = await migrate({ url, sqlDir, log })
  return roles === 'separate' ? serviceRole : undefined
}

async function roleOf(url: string, { log, migrations }: OpenOptions): Promise<string | undefined> {
  const query = createQuery({ url, max: 1, applicationName: 'hub-open', log })
  try {
    const { version, separateRoles } = await readDatabaseState(query)
    const newest = readMigrations(sqlDir).at(-1)?.version ?? 0
    if (migrations !== 'never' && version < newest) {
      throw new HubError(
        'migration_refused',
        `O banco está na migração V${version}, e este programa precisa da V${newest}: rode "npm run -s hub -- migrate".`,
      )
    }
    return separateRoles ? serviceRole : undefined
  } catch (error) {
    throw databaseError(error, url)
  } finally {
    await query.close().catch(() => {})
  }
}
