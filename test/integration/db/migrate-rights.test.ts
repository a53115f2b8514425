/** Who may migrate what, and what is said to the others. */
import { strict as assert } from 'node:assert'
import { test } from 'node:test'
import { pino } from 'pino'
import { migrate, type MigrationReport } from '../../../src/db/migrate/migrate.ts'
import { emptyDatabase } from '../../support/database/database.ts'
import { refusal } from '../../support/database/refusal.ts'
import { sqlClient } from '../../support/database/sql-client.ts'
import { sqlDirectory } from '../../support/database/sql-directory.ts'

const log = pino({ level: 'silent' })
const V1 = 'create table caixa (id bigint primary key);'
const V2 = `insert into caixa values (1); alter table caixa add column nome text;`
const twoMigrations = { 'migrations/V1__caixa.sql': V1, 'migrations/V2__nome.sql': V2 }

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
