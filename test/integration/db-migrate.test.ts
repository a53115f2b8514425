/** The migration runner against a real server: once only, never silently different, safe for a crowd. */
import { strict as assert } from 'node:assert'
import { test } from 'node:test'
import { pino } from 'pino'
import { HubError } from '../../src/core/errors.ts'
import { migrate, type MigrationReport } from '../../src/db/migrate.ts'
import { emptyDatabase } from '../support/database.ts'
import { sqlClient } from '../support/sql-client.ts'
import { sqlDirectory } from '../support/sql-directory.ts'

const log = pino({ level: 'silent' })

const V1 = 'create table caixa (id bigint primary key);'
const V2 = `insert into caixa values (1); alter table caixa add column nome text;`
const twoMigrations = { 'migrations/V1__caixa.sql': V1, 'migrations/V2__nome.sql': V2 }

function refusal(expected: { code?: string; names: RegExp }) {
  return (error: unknown) => {
    assert.ok(error instanceof HubError, String(error))
    assert.equal(error.code, expected.code ?? 'migration_refused')
    assert.match(error.message, expected.names)
    return true
  }
}

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

test('a user who may not create roles migrates with one role and is told so', async (t) => {
  const { url, name, adminUrl } = await emptyDatabase(t)
  const admin = await sqlClient(t, adminUrl)
  const user = `plain_${name}`
  await admin.rows(
    `create role ${user} login password 'p'; alter database ${name} owner to ${user}`,
  )
  const plainUrl = new URL(url)
  plainUrl.username = user
  plainUrl.password = 'p'
  const sql = sqlDirectory(t, {
    ...twoMigrations,
    'grants.sql': 'grant usage on schema relay to hub_service;',
  })
  const warnings: string[] = []
  const listening = pino({ level: 'warn' }, { write: (line) => warnings.push(line) })
  const run = (): Promise<MigrationReport> =>
    migrate({ url: plainUrl.href, sqlDir: sql.path, log: listening })
  assert.equal((await run()).roles, 'single')
  assert.equal(warnings.length, 1)
  const db = await sqlClient(t, url)
  assert.equal(await db.value(`select tableowner from pg_tables where tablename = 'caixa'`), user)
  // A superuser who comes later does not split the ownership of what is there.
  assert.equal((await migrate({ url, sqlDir: sql.path, log })).roles, 'single')
})

test('a user with CREATEROLE who owns the database migrates with both roles', async (t) => {
  const { url, name, adminUrl } = await emptyDatabase(t)
  const admin = await sqlClient(t, adminUrl)
  const user = `maker_${name}`
  await admin.rows(
    `create role ${user} login createrole password 'p'; alter database ${name} owner to ${user}`,
  )
  // The roles may be there already, made by another user: then they have to be lent.
  await admin.rows(`
    do $$ begin
      if exists (select from pg_roles where rolname = 'hub_owner') then grant hub_owner, hub_service to ${user}; end if;
    end $$`)
  const makerUrl = new URL(url)
  makerUrl.username = user
  makerUrl.password = 'p'
  const sql = sqlDirectory(t, twoMigrations)
  assert.equal((await migrate({ url: makerUrl.href, sqlDir: sql.path, log })).roles, 'separate')
})

test('a database of hub_owner is refused to a user who may not act for it', async (t) => {
  const { url, name, adminUrl } = await emptyDatabase(t)
  const sql = sqlDirectory(t, twoMigrations)
  await migrate({ url, sqlDir: sql.path, log })
  const admin = await sqlClient(t, adminUrl)
  const user = `stranger_${name}`
  await admin.rows(`create role ${user} login password 'p'`)
  const strangerUrl = new URL(url)
  strangerUrl.username = user
  strangerUrl.password = 'p'
  await assert.rejects(
    migrate({ url: strangerUrl.href, sqlDir: sql.path, log }),
    refusal({
      code: 'permission_missing',
      names: new RegExp(`grant hub_owner, hub_service to ${user}`),
    }),
  )
})

test('an unreachable server, a wrong password, a missing database and a missing right are one sentence without the password', async (t) => {
  const { url, name, adminUrl } = await emptyDatabase(t)
  const sql = sqlDirectory(t, twoMigrations)
  const attempt = (change: (target: URL) => void) => {
    const target = new URL(url)
    change(target)
    return migrate({ url: target.href, sqlDir: sql.path, log })
  }
  const cases: [string, RegExp, (target: URL) => void][] = [
    [
      'database_unreachable',
      /127\.0\.0\.1:1: inicie-o/,
      (u) => ((u.hostname = '127.0.0.1'), (u.port = '1')),
    ],
    [
      'database_unreachable',
      /host-sem-nome\.invalid/,
      (u) => (u.hostname = 'host-sem-nome.invalid'),
    ],
    ['database_unreachable', /senha/, (u) => (u.password = 'segredo-errado')],
    ['database_unreachable', /"banco_que_falta"/, (u) => (u.pathname = '/banco_que_falta')],
  ]
  for (const [code, names, change] of cases) {
    await assert.rejects(attempt(change), refusal({ code, names }))
    await assert.rejects(attempt(change), (error: Error) => !/segredo-errado/.test(error.message))
  }
  const admin = await sqlClient(t, adminUrl)
  await admin.rows(`create role guest_${name} login password 'p'`)
  await assert.rejects(
    attempt((u) => ((u.username = `guest_${name}`), (u.password = 'p'))),
    refusal({ code: 'permission_missing', names: new RegExp(`guest_${name}`) }),
  )
})

test('a database that is not in UTF-8 is refused', async (t) => {
  const { url, name, adminUrl } = await emptyDatabase(t)
  const admin = await sqlClient(t, adminUrl)
  await admin.rows(`drop database ${name}`)
  await admin.rows(
    `create database ${name} template template0 encoding 'LATIN1' lc_collate 'C' lc_ctype 'C'`,
  )
  const sql = sqlDirectory(t, twoMigrations)
  await assert.rejects(migrate({ url, sqlDir: sql.path, log }), refusal({ names: /LATIN1.*UTF8/ }))
})
