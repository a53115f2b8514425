/**
 * Applies `sql/` to a database: roles, schemas and migrations, then routines, views and grants.
 *
 * Any number of processes may call it at once: one works, the others wait for it and find nothing to do. Each migration
 * runs once, in a transaction of its own. A file that was edited after it was applied is refused.
 */
import pRetry from 'p-retry'
import pg from 'pg'
import { systemClock } from '../../core/clock.ts'
import { HubError } from '../../core/errors.ts'
import type { Logger } from '../../core/log.ts'
import { applyRoutines, type RoutineReport } from './apply-routines.ts'
import { connectionUrl } from '../connect/session-settings.ts'
import { databaseError } from '../connect/database-error.ts'
import { type MigrationFile, readMigrations } from './migration-files.ts'
import { createHistory, pendingMigrations, readHistory } from './migration-history.ts'
import { actAsOwner, prepareRoles, type RoleMode, serviceRole } from './roles.ts'
import { runSqlFile } from './run-sql-file.ts'

export interface MigrationReport extends RoutineReport {
  /** The scripts that this call has applied, in order. */
  readonly applied: readonly string[]
  /** The highest migration that is applied now. */
  readonly version: number
  /** `separate`: the service logs in as `hub_service` (service-login.ts); `single`: as the user of the URL. */
  readonly roles: RoleMode
}

/** The key of the lock that all runs share. Its value is arbitrary but must never change. */
const lockKey = 4_851_120_026
const lockWait = '10min'

/**
 * Throws HubError: `database_unreachable`, `permission_missing`, or `migration_refused` (an edited, missing or
 * misnumbered file by its name, a database newer than the files, a server older than PostgreSQL 15, an SQL error).
 */
export async function migrate(options: {
  readonly url: string
  readonly sqlDir: string
  readonly log: Logger
}): Promise<MigrationReport> {
  const { url, sqlDir, log } = options
  const files = readMigrations(sqlDir)
  const connection = {
    connectionString: connectionUrl(url, 'hub-migrate'),
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
  }
  const client = new pg.Client(connection)
  const guard = new pg.Client(connection)
  for (const each of [client, guard]) {
    each.on('error', (error) => log.warn({ err: error }, 'migration connection lost'))
  }
  try {
    await client.connect()
    await checkServer(client)
    await client.query(
      `set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set lock_timeout = '${lockWait}'`,
    )
    await guard.connect()
    await lock(guard)
    const roles = await prepareRoles(client, sqlDir, log)
    await transaction(client, roles, () =>
      createHistory(client, roles === 'separate' ? serviceRole : undefined),
    )
    const pending = pendingMigrations(files, await readHistory(client))
    for (const file of pending) await apply(client, file, roles, log)
    const version = files.at(-1)?.version ?? 0
    const routines = await patiently(() => applyRoutines(client, { sqlDir, mode: roles, version }))
    const applied = pending.map(({ script }) => script)
    log.info({ applied, version, roles, ...routines }, 'database migrated')
    return { applied, version, roles, ...routines }
  } catch (error) {
    throw databaseError(error, url)
  } finally {
    await Promise.all([client, guard].map((each) => each.end().catch(() => {})))
  }
}

async function checkServer(client: pg.Client): Promise<void> {
  const facts = await client.query<{ version: number; encoding: string; standby: boolean }>(`
    select
      current_setting('server_version_num')::int as version,
      current_setting('server_encoding') as encoding,
      pg_catalog.pg_is_in_recovery() as standby`)
  const { version = 0, encoding = '', standby = false } = facts.rows[0] ?? {}
  if (version < 150_000) {
    throw refused(
      `O servidor é um PostgreSQL ${Math.floor(version / 10_000)}, e é preciso o 15 ou mais novo: atualize-o ou aponte DATABASE_URL para outro.`,
    )
  }
  if (encoding !== 'UTF8') {
    throw refused(`O banco usa a codificação ${encoding}: crie-o com encoding 'UTF8'.`)
  }
  if (standby) {
    throw refused('O servidor é uma réplica, só de leitura: aponte DATABASE_URL para o primário.')
  }
}

/**
 * Takes the lock for as long as the connection lives, in a transaction that stays open. A lock of the session would
 * stay behind on the server connection that a pooler has lent.
 */
async function lock(client: pg.Client): Promise<void> {
  try {
    await client.query(
      `begin; set local idle_in_transaction_session_timeout = 0; set local statement_timeout = 0; set local lock_timeout = '${lockWait}'`,
    )
    await client.query('select pg_catalog.pg_advisory_xact_lock($1)', [lockKey])
  } catch (error) {
    if (!(error instanceof pg.DatabaseError && error.code === '55P03')) throw error
    throw refused(
      `Outra migração deste banco já dura mais de ${lockWait}: espere por ela ou encerre-a.`,
    )
  }
}

async function apply(
  client: pg.Client,
  file: MigrationFile,
  roles: RoleMode,
  log: Logger,
): Promise<void> {
  await patiently(() =>
    transaction(client, roles, async () => {
      const startedAt = systemClock.monotonicMs()
      await client.query(`set local search_path = hub, public; set local lock_timeout = '2s'`)
      await runSqlFile(client, `sql/migrations/${file.script}`, file.text)
      const ms = Math.round(systemClock.monotonicMs() - startedAt)
      await client.query(
        `insert into hub_migracao.hub_schema_history (version, description, script, checksum, execution_ms)
        values ($1, $2, $3, $4, $5)`,
        [file.version, file.description, file.script, file.checksum, ms],
      )
      log.info({ script: file.script, ms }, 'migration applied')
    }),
  )
}

async function transaction(
  client: pg.Client,
  roles: RoleMode,
  work: () => Promise<void>,
): Promise<void> {
  await client.query('begin')
  try {
    await actAsOwner(client, roles)
    await work()
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  }
}

/**
 * Retries when a table is busy, instead of waiting for its lock: a waiting `alter table` blocks every query behind it.
 */
function patiently<T>(work: () => Promise<T>): Promise<T> {
  return pRetry(work, {
    retries: 10,
    minTimeout: 500,
    maxTimeout: 5000,
    randomize: true,
    shouldRetry: ({ error }) => error instanceof HubError && error.retryable,
  })
}

function refused(sentence: string): HubError {
  return new HubError('migration_refused', sentence)
}
