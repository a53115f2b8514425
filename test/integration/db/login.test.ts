/** Whom the service logs in as: hub_service, or a member of it, and nobody who could be more. */
import assert from 'node:assert/strict'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import pg from 'pg'
import { loadConfig } from '../../../src/settings/config.ts'
import { systemClock } from '../../../src/core/clock.ts'
import { createLogger } from '../../../src/core/log.ts'
import { connectionUrl } from '../../../src/db/connect/session-settings.ts'
import { loginRights } from '../../../src/db/migrate/login-rights.ts'
import { migrate } from '../../../src/db/migrate/migrate.ts'
import { type Database, openDatabase, sqlDir } from '../../../src/wiring/open-database.ts'
import { emptyDatabase, testDatabase } from '../../support/database/database.ts'
import { tempDir } from '../../support/process/in-process.ts'
import { refusal } from '../../support/database/refusal.ts'
import { serviceUrl } from '../../support/database/service-url.ts'
import { sqlClient } from '../../support/database/sql-client.ts'

interface Opened extends Database {
  readonly warnings: readonly string[]
}

async function open(
  t: TestContext,
  env: Readonly<Record<string, string>>,
  migrations: 'always' | 'embedded' | 'never' = 'always',
): Promise<Opened> {
  const warnings: string[] = []
  const log = createLogger({ level: 'warn', destination: { write: (line) => warnings.push(line) } })
  const config = loadConfig({ DATA_DIR: tempDir(t), ...env })
  const database = await openDatabase({ config, log, clock: systemClock, migrations })
  t.after(() => database.stop())
  return { ...database, warnings }
}

/** Everybody that a login can make of itself, without having been given more. */
async function becomes(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: connectionUrl(url, 'teste') })
  await client.connect()
  const roles = await client.query<{ rolname: string }>('select rolname from pg_roles')
  const reached = new Set<string>()
  for (const how of ['role', 'session authorization']) {
    for (const name of [...roles.rows.map((row) => row.rolname), 'none', 'default']) {
      const target = ['none', 'default'].includes(name) ? name : pg.escapeIdentifier(name)
      await client.query(`set ${how} ${target}`).catch(() => {})
      const now = await client.query<{ who: string }>(
        `select unnest(array[current_user, session_user]) as who`,
      )
      for (const { who } of now.rows) reached.add(who)
      await client.query('reset role')
    }
  }
  await client.end()
  return [...reached].sort()
}

test('embedded: the service logs in as hub_service, by a password that only this user can read, and stays it', async (t) => {
  const dataDir = tempDir(t)
  const database = await open(t, { DATA_DIR: dataDir })
  assert.deepEqual(await becomes(database.url), ['hub_service'])
  assert.equal((await loginRights(database.url)).excessive, false)
  const file = join(dataDir, 'postgres.service-password')
  assert.equal(statSync(file).mode & 0o777, 0o600)
  assert.equal(new URL(database.url).password, readFileSync(file, 'utf8').trim())
  const admin = await sqlClient(t, readFileSync(join(dataDir, 'postgres.url'), 'utf8').trim())
  const others = await admin.rows(
    `select usename from pg_stat_activity
    where datname is not null and pid <> pg_backend_pid() and usename <> 'hub_service'`,
  )
  assert.deepEqual(others, [], 'whoever migrated has left')
  const again = await open(t, { DATA_DIR: dataDir }, 'never')
  assert.equal(again.url, database.url)
})

test('a URL that may do more than the service needs is used to make a login that may not, the same one for every process', async (t) => {
  const { url } = await testDatabase(t)
  const opened = await Promise.all([1, 2, 3].map(() => open(t, { DATABASE_URL: url })))
  const logins = new Set(opened.map((each) => each.url))
  assert.equal(logins.size, 1)
  const [login = ''] = logins
  const user = decodeURIComponent(new URL(login).username)
  assert.equal(user, `hub_service_${new URL(url).username}`)
  assert.deepEqual(await becomes(login), ['hub_service', user])
  assert.equal((await loginRights(login)).excessive, false)
  assert.ok(!login.includes(new URL(url).password), 'the administrator’s password is not in it')
  assert.deepEqual(
    opened.flatMap((each) => each.warnings),
    [],
  )
  const client = await sqlClient(t, connectionUrl(login, 'teste'))
  await assert.rejects(client.rows('delete from hub.auditoria'), { code: '42501' })
  assert.equal(await client.value('select count(*) from ops.tenant'), '0')
})

test('MIGRATE_DATABASE_URL migrates and gives hub_service the password that DATABASE_URL names; alone, that one is enough', async (t) => {
  const { url } = await emptyDatabase(t)
  const service = serviceUrl(url)
  const first = await open(t, { DATABASE_URL: service, MIGRATE_DATABASE_URL: url })
  assert.equal(first.url, service)
  const alone = await open(t, { DATABASE_URL: service })
  assert.equal(alone.url, service)
  assert.deepEqual(await becomes(service), ['hub_service'])
  const db = await sqlClient(t, url)
  await db.rows(`delete from hub_migracao.hub_schema_history where version > 1`)
  await assert.rejects(
    open(t, { DATABASE_URL: service }),
    refusal({ code: 'migration_refused', names: /V1,.*MIGRATE_DATABASE_URL/ }),
  )
})

test('the password of nobody but the service is ever set', async (t) => {
  const { url, name } = await emptyDatabase(t)
  const admin = await sqlClient(t, url)
  await admin.rows(`create role outro_${name} login password 'a-de-antes'`)
  const other = new URL(url)
  other.username = `outro_${name}`
  other.password = 'uma-outra'
  await assert.rejects(
    open(t, { DATABASE_URL: other.href, MIGRATE_DATABASE_URL: url }),
    refusal({ code: 'database_unreachable', names: /senha/ }),
  )
  other.password = 'a-de-antes'
  await sqlClient(t, other.href)
})

test('where no such login can be made, the service runs, and says that it may do more than it needs', async (t) => {
  const { url, name } = await emptyDatabase(t)
  const log = createLogger({ level: 'silent' })
  const admin = await sqlClient(t, url)
  await migrate({ url, sqlDir, log })
  await admin.rows(
    `create role dono_${name} login password 'p' in role hub_owner, hub_service;
    alter database ${name} owner to dono_${name}`,
  )
  const owner = new URL(url)
  owner.username = `dono_${name}`
  owner.password = 'p'
  const opened = await open(t, { DATABASE_URL: owner.href })
  assert.equal(opened.url, owner.href)
  assert.match(opened.warnings.join(), /more rights than it needs.*MIGRATE_DATABASE_URL/)
})

test('composed, only the step that migrates knows the administrator', () => {
  const compose = readFileSync(join(import.meta.dirname, '../../../compose.yaml'), 'utf8')
  const [, hub = ''] = compose.split(/^ {2}hub:$/m)
  const [, migrates = ''] = /^ {2}migrate:$([\s\S]*?)^ {2}hub:$/m.exec(compose) ?? []
  assert.match(migrates, /MIGRATE_DATABASE_URL: postgres:\/\/hub:/)
  assert.match(migrates, /DATABASE_URL: &service postgres:\/\/hub_service:/)
  assert.match(hub, /DATABASE_URL: \*service/)
  assert.doesNotMatch(hub, /POSTGRES_PASSWORD/)
})
