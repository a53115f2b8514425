/**
 * Makes the database that the settings name ready for use. It starts or joins the embedded server, applies `sql/` or
 * says in one sentence that somebody must, and makes sure that the service's login exists.
 *
 * It acts as the owner or an administrator only where it must, over connections that it closes at once.
 */
import { join } from 'node:path'
import type { Config } from '../settings/config.ts'
import type { Clock } from '../core/clock.ts'
import { HubError } from '../core/errors.ts'
import type { Logger } from '../core/log.ts'
import type { Running } from '../core/running.ts'
import { databaseError } from '../db/connect/database-error.ts'
import { startEmbedded } from '../db/embedded/embedded.ts'
import { keepEmbedded } from '../db/embedded/keep-embedded.ts'
import { loginRights } from '../db/migrate/login-rights.ts'
import { migrate, type MigrationReport } from '../db/migrate/migrate.ts'
import { readMigrations } from '../db/migrate/migration-files.ts'
import { createQuery } from '../db/connect/query.ts'
import { ensureLogin, serviceLogin } from '../db/migrate/service-login.ts'
import { readDatabaseState } from '../ops/health/database-state.ts'

export const sqlDir = join(import.meta.dirname, '../../sql')

export interface Database extends Running {
  /** Contains the password: never log it. */
  readonly url: string
  readonly embedded: boolean
  /** Resolves when the embedded server is gone and could not be started again. */
  readonly lost?: Promise<HubError>
}

interface OpenOptions {
  readonly config: Config
  readonly log: Logger
  readonly clock: Clock
  /**
   * `always`: apply `sql/`. `embedded`: apply it to an embedded database only; another must be up to date. `never`:
   * take the database as it is.
   */
  readonly migrations: 'always' | 'embedded' | 'never'
  /** Whether to start an embedded server again when it is gone, until `stop`. [false] */
  readonly keep?: boolean
}

/** Throws HubError, as `startEmbedded` and `migrate` do. `stop` stops an embedded server that this call started. */
export async function openDatabase(options: OpenOptions): Promise<Database> {
  const { config, log, clock, migrations } = options
  if (config.databaseUrl !== null) {
    const url = config.databaseUrl
    if (migrations === 'always' && (await mayMigrate(config, url)))
      await migrateDatabase(config, url, log)
    else await checkVersion(url, options)
    return { url: await serviceUrl(url, log), embedded: false, stop: async () => {} }
  }
  const server = await startEmbedded({ dataDir: config.dataDir, log, clock })
  try {
    if (migrations !== 'never') await migrate({ url: server.url, sqlDir, log })
    const separate = await attempt(server.url, async () => {
      await ensureLogin(server.url, server.serviceUrl)
      return (await loginRights(server.url)).separate || migrations === 'never'
    })
    // In a database that was restored with one owner for everything, hub_service has no rights.
    const url = separate ? server.serviceUrl : server.url
    if (options.keep !== true) return { url, embedded: true, stop: () => server.stop() }
    const kept = keepEmbedded(server, { dataDir: config.dataDir, log, clock })
    return { url, embedded: true, lost: kept.lost, stop: () => kept.stop() }
  } catch (error) {
    await server.stop()
    throw error
  }
}

/** Applies `sql/`, and makes sure that the login of `url` exists and has the password of `url`. */
export async function migrateDatabase(
  config: Config,
  url: string,
  log: Logger,
): Promise<MigrationReport> {
  const admin = config.migrateDatabaseUrl ?? url
  const report = await migrate({ url: admin, sqlDir, log })
  if (report.roles === 'separate' && admin !== url)
    await attempt(url, () => ensureLogin(admin, url))
  return report
}

async function mayMigrate(config: Config, url: string): Promise<boolean> {
  if (config.migrateDatabaseUrl !== null) return true
  const { separate, excessive } = await attempt(url, () => loginRights(url))
  return !separate || excessive
}

/** Returns `url`, or instead the URL of a login that has only the rights that the service needs. */
async function serviceUrl(url: string, log: Logger): Promise<string> {
  const { user, separate, excessive } = await attempt(url, () => loginRights(url))
  if (!separate || !excessive) return url
  try {
    return await serviceLogin(url)
  } catch (error) {
    log.warn(
      { err: error, user },
      'the service runs with more rights than it needs: give hub_service a password and name it in DATABASE_URL, and this user in MIGRATE_DATABASE_URL',
    )
    return url
  }
}

async function checkVersion(url: string, { log, migrations }: OpenOptions): Promise<void> {
  const query = createQuery({ url, max: 1, applicationName: 'hub-open', log })
  try {
    const { version } = await attempt(url, () => readDatabaseState(query))
    const newest = readMigrations(sqlDir).at(-1)?.version ?? 0
    if (migrations !== 'never' && version < newest) {
      throw new HubError(
        'migration_refused',
        `O banco está na migração V${version}, e este programa precisa da V${newest}: rode "npm run -s hub -- migrate"` +
          `${migrations === 'always' ? ' com o dono do banco em MIGRATE_DATABASE_URL' : ''}.`,
      )
    }
  } finally {
    await query.close().catch(() => {})
  }
}

async function attempt<T>(url: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw databaseError(error, url)
  }
}
