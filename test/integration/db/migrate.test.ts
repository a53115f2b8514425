/** The migration runner against a real server: once only, never silently different, safe for a crowd. */
import { strict as assert } from 'node:assert'
import { test } from 'node:test'
import { pino } from 'pino'
import { migrate } from '../../../src/db/migrate/migrate.ts'
import { emptyDatabase } from '../../support/database/database.ts'
import { refusal } from '../../support/database/refusal.ts'
import { sqlClient } from '../../support/database/sql-client.ts'
import { sqlDirectory } from '../../support/database/sql-directory.ts'

const log = pino({ level: 'silent' })

const V1 = 'create table caixa (id bigint primary key);'
const V2 = `insert into caixa values (1); alter table caixa add column nome text;`
const twoMigrations = { 'migrations/V1__caixa.sql': V1, 'migrations/V2__nome.sql': V2 }

test('twenty processes that migrate an empty database at once all succeed, and each file is applied once', async (t) => {
  const { url } = await emptyDatabase(t)
  const sql = sqlDirectory(t, {
    ...twoMigrations,
    'routines/relay/um.sql': `create or replace function relay.um() returns int language sql as 'select 1';`,
    'grants.sql': 'grant usage on schema relay to hub_service;',
  })
  const reports = await Promise.all(
    Array.from({ length: 20 }, () => migrate({ url, sqlDir: sql.path, log })),
  )
  const worked = reports.filter(({ applied }) => applied.length > 0)
  assert.deepEqual(
    worked.map(({ applied, routines }) => ({ applied, routines })),
    [{ applied: ['V1__caixa.sql', 'V2__nome.sql'], routines: 'applied' }],
  )
  assert.equal(reports.filter(({ routines }) => routines === 'applied').length, 1)
  assert.ok(reports.every(({ version, roles }) => version === 2 && roles === 'separate'))
  const db = await sqlClient(t, url)
  assert.equal(await db.value('select count(*) from hub.caixa'), '1')
  assert.deepEqual(
    await db.rows('select version, description, script from hub_migracao.hub_schema_history'),
    [
      { version: 1, description: 'caixa', script: 'V1__caixa.sql' },
      { version: 2, description: 'nome', script: 'V2__nome.sql' },
    ],
  )
})

test('what is migrated belongs to hub_owner, and hub_service can use it and write no table', async (t) => {
  const { url } = await emptyDatabase(t)
  const sql = sqlDirectory(t, {
    ...twoMigrations,
    'routines/relay/guardar.sql': `
      create or replace function relay.guardar(p_id bigint) returns void
      language sql security definer set search_path = ''
      as 'insert into hub.caixa values (p_id)';`,
    'grants.sql': 'grant usage on schema relay to hub_service;',
  })
  await migrate({ url, sqlDir: sql.path, log })
  const db = await sqlClient(t, url)
  assert.equal(
    await db.value(
      `select tableowner from pg_tables where schemaname = 'hub' and tablename = 'caixa'`,
    ),
    'hub_owner',
  )
  await db.rows('set role hub_service')
  await db.rows('select relay.guardar(2)')
  await assert.rejects(db.rows('insert into hub.caixa values (3)'), { code: '42501' })
  assert.equal(await db.value('select count(*) from hub_migracao.hub_schema_history'), '2')
})

test('an applied migration that was edited is refused by its name', async (t) => {
  const { url } = await emptyDatabase(t)
  const sql = sqlDirectory(t, twoMigrations)
  await migrate({ url, sqlDir: sql.path, log })
  sql.write('migrations/V1__caixa.sql', `${V1} -- edited`)
  await assert.rejects(
    migrate({ url, sqlDir: sql.path, log }),
    refusal({ names: /V1__caixa\.sql/ }),
  )
})

test('other line ends are no edit', async (t) => {
  const { url } = await emptyDatabase(t)
  const sql = sqlDirectory(t, { 'migrations/V1__a.sql': 'select 1;\nselect 2;\n' })
  await migrate({ url, sqlDir: sql.path, log })
  sql.write('migrations/V1__a.sql', 'select 1;\r\nselect 2;\r\n')
  assert.deepEqual((await migrate({ url, sqlDir: sql.path, log })).applied, [])
})

test('an applied migration whose file is gone is refused by its name', async (t) => {
  const { url } = await emptyDatabase(t)
  const sql = sqlDirectory(t, twoMigrations)
  await migrate({ url, sqlDir: sql.path, log })
  sql.remove('migrations/V1__caixa.sql')
  sql.write('migrations/V1__outra.sql', V1)
  await assert.rejects(
    migrate({ url, sqlDir: sql.path, log }),
    refusal({ names: /V1__caixa\.sql/ }),
  )
})

test('a database that is ahead of the files is refused', async (t) => {
  const { url } = await emptyDatabase(t)
  const sql = sqlDirectory(t, twoMigrations)
  await migrate({ url, sqlDir: sql.path, log })
  sql.remove('migrations/V2__nome.sql')
  await assert.rejects(migrate({ url, sqlDir: sql.path, log }), refusal({ names: /V2.*V1/ }))
})

test('a gap, a number used twice and a name that is no migration are refused before anything runs', async (t) => {
  const { url } = await emptyDatabase(t)
  const sql = sqlDirectory(t, { ...twoMigrations, 'migrations/V4__longe.sql': 'select 1;' })
  const run = () => migrate({ url, sqlDir: sql.path, log })
  await assert.rejects(run(), refusal({ names: /V3/ }))
  sql.remove('migrations/V4__longe.sql')
  sql.write('migrations/V2__outra.sql', 'select 1;')
  await assert.rejects(run(), refusal({ names: /número 2/ }))
  sql.remove('migrations/V2__outra.sql')
  sql.write('migrations/nome.sql', 'select 1;')
  await assert.rejects(run(), refusal({ names: /nome\.sql/ }))
  const db = await sqlClient(t, url)
  assert.equal(await db.value(`select to_regnamespace('hub')`), null)
})

test('a migration that fails names its file and line, and leaves nothing of itself behind', async (t) => {
  const { url } = await emptyDatabase(t)
  const sql = sqlDirectory(t, {
    'migrations/V1__caixa.sql': V1,
    'migrations/V2__ruim.sql': 'create table meia (id int);\n\nselect nada from caixa;\n',
  })
  await assert.rejects(
    migrate({ url, sqlDir: sql.path, log }),
    refusal({ names: /V2__ruim\.sql, linha 3: .*nada/ }),
  )
  const db = await sqlClient(t, url)
  assert.equal(await db.value(`select to_regclass('hub.meia')`), null)
  sql.write('migrations/V2__ruim.sql', 'create table meia (id int);')
  assert.deepEqual((await migrate({ url, sqlDir: sql.path, log })).applied, ['V2__ruim.sql'])
})

test('a migration waits for a table that is in use, instead of failing at once', async (t) => {
  const { url } = await emptyDatabase(t)
  const sql = sqlDirectory(t, { 'migrations/V1__caixa.sql': V1 })
  await migrate({ url, sqlDir: sql.path, log })
  const reader = await sqlClient(t, url)
  const watcher = await sqlClient(t, url)
  await reader.rows('begin; select * from hub.caixa')
  sql.write('migrations/V2__nome.sql', V2)
  let done = false
  const migrating = migrate({ url, sqlDir: sql.path, log }).finally(() => (done = true))
  // Two different attempts were seen waiting: the first gave up its place in the queue.
  const attempts = new Set<unknown>()
  while (attempts.size < 2 && !done) {
    const waiting = await watcher.rows<{ xact_start: Date }>(
      `select xact_start from pg_stat_activity
      where datname = current_database() and application_name = 'hub-migrate' and wait_event_type = 'Lock'`,
    )
    for (const { xact_start } of waiting) attempts.add(xact_start.toISOString())
  }
  await reader.rows('rollback')
  assert.deepEqual((await migrating).applied, ['V2__nome.sql'])
})
