/** Scoped reads: their tenants, the values of their rows, and what an error may contain. */
import { strict as assert } from 'node:assert'
import { test, type TestContext } from 'node:test'
import { pino } from 'pino'
import * as v from 'valibot'
import { HubError } from '../../../src/core/errors.ts'
import { isTransient, sqlState } from '../../../src/db/connect/sql-state.ts'
import { createQuery, type QueryOptions, sql } from '../../../src/db/connect/query.ts'
import { emptyDatabase } from '../../support/database/database.ts'
import { sqlClient } from '../../support/database/sql-client.ts'

const log = pino({ level: 'silent' })
const everyone = { tenants: 'todos', ator: 'teste' } as const

async function arrange(t: TestContext, more: Partial<QueryOptions> = {}) {
  const { url } = await emptyDatabase(t)
  const query = createQuery({ url, log, max: 1, ...more })
  t.after(() => query.close())
  return { url, query }
}

const Settings = v.object({ tenants: v.nullable(v.string()), ator: v.nullable(v.string()) })
const settings = sql.type(Settings)`
  select current_setting('hub.tenants', true) as tenants, current_setting('hub.ator', true) as ator`

test('a statement sees its tenants and actor, and the next one on the same connection sees its own', async (t) => {
  const { query } = await arrange(t)
  assert.deepEqual(await query.as({ tenants: [7, 8], ator: 'token:a' }).one(settings), {
    tenants: '{7,8}',
    ator: 'token:a',
  })
  assert.deepEqual(await query.as({ tenants: 'todos', ator: 'token:b' }).one(settings), {
    tenants: '*',
    ator: 'token:b',
  })
  assert.equal((await query.as({ tenants: [], ator: 'x' }).one(settings)).tenants, '{}')
})

test('when the transaction has ended neither setting is left on the connection', async (t) => {
  const { query } = await arrange(t)
  const left = await query.as({ tenants: [9], ator: 'token:b' }).transaction(async (run) => {
    await run.any(sql.unsafe`commit`)
    return run.one(settings)
  })
  assert.deepEqual(left, { tenants: '', ator: '' })
})

test('row-level security by hub.tenants holds for the role that the query acts as', async (t) => {
  const { url } = await emptyDatabase(t)
  const db = await sqlClient(t, url)
  const role = `leitor_${new URL(url).pathname.slice(1)}`
  await db.rows(`
    create role ${role} login password 'somente-nos-testes';
    create schema hub;
    grant usage on schema hub to ${role};
    create table hub.pedido (tenant_id bigint);
    insert into hub.pedido values (1), (2), (3);
    grant select on hub.pedido to ${role};
    alter table hub.pedido enable row level security;
    create policy por_tenant on hub.pedido to ${role} using (
      current_setting('hub.tenants', true) = '*'
      or tenant_id = any (nullif(nullif(current_setting('hub.tenants', true), '*'), '')::bigint[]));`)
  const reader = new URL(url)
  reader.username = role
  reader.password = 'somente-nos-testes'
  const query = createQuery({ url: `${reader.href}?options=-c%20work_mem%3D5MB`, log })
  t.after(() => query.close())
  const tenants = sql.type(v.object({ tenant_id: v.string() }))`
    select tenant_id from hub.pedido order by 1`
  const seen = async (list: 'todos' | number[]) =>
    (await query.as({ tenants: list, ator: 'x' }).any(tenants)).map((row) => row.tenant_id)
  assert.deepEqual(await seen([1, 3]), ['1', '3'])
  assert.deepEqual(await seen([]), [])
  assert.deepEqual(await seen('todos'), ['1', '2', '3'])
  assert.equal(
    await query
      .as(everyone)
      .oneFirst(sql.type(v.object({ m: v.string() }))`select current_setting('work_mem') as m`),
    '5MB',
  )
})

test('values arrive as documented: int8 text, numeric a number, timestamptz a Date, json parsed', async (t) => {
  const { query } = await arrange(t)
  const Row = v.object({
    id: v.string(),
    peso: v.number(),
    em: v.date(),
    dia: v.string(),
    corpo: v.object({ a: v.number() }),
    ids: v.array(v.string()),
    nada: v.null(),
  })
  const row = await query.as(everyone).one(sql.type(Row)`
    select
      9007199254740993::bigint as id, 1.25::numeric as peso, '2026-01-02T03:04:05Z'::timestamptz as em,
      '2026-01-02'::date as dia, '{"a": 1}'::jsonb as corpo, array[9007199254740993]::bigint[] as ids, null as nada`)
  assert.deepEqual(row, {
    id: '9007199254740993',
    peso: 1.25,
    em: new Date('2026-01-02T03:04:05Z'),
    dia: '2026-01-02',
    corpo: { a: 1 },
    ids: ['9007199254740993'],
    nada: null,
  })
})

test('a row becomes what its schema returns', async (t) => {
  const { query } = await arrange(t)
  const Row = v.object({ n: v.pipe(v.string(), v.transform(Number)) })
  assert.deepEqual(await query.as(everyone).any(sql.type(Row)`select 5::bigint as n`), [{ n: 5 }])
})

test('a row outside its schema is an error that names the query and the field, and no value', async (t) => {
  const { query } = await arrange(t)
  const Row = v.object({ doc: v.number() })
  const statement = sql.type(Row)`select ${'12345678909'}::text as doc`
  await assert.rejects(query.as(everyone).any(statement), (error) => {
    assert.ok(error instanceof HubError)
    assert.match(error.message, /doc.*select \$1::text as doc/)
    assert.doesNotMatch(`${error.message} ${JSON.stringify(error)} ${error.stack}`, /12345678909/)
    return true
  })
})

test('a wrong number of rows is an error that names the query, and no value', async (t) => {
  const { query } = await arrange(t)
  const Row = v.object({ doc: v.string() })
  const none = sql.type(Row)`select ${'12345678909'}::text as doc where false`
  await assert.rejects(query.as(everyone).one(none), (error) => {
    assert.ok(error instanceof HubError)
    assert.match(error.message, /where false/)
    assert.doesNotMatch(JSON.stringify(error) + error.message, /12345678909/)
    return true
  })
  assert.equal(await query.as(everyone).maybeOne(none), null)
  assert.equal(await query.as(everyone).exists(none), false)
})

test('a transaction is all or nothing', async (t) => {
  const { url, query } = await arrange(t)
  const db = await sqlClient(t, url)
  await db.rows('create table public.feito (n int)')
  const insert = sql.type(v.object({ n: v.number() }))`
    insert into public.feito values (1) returning n`
  const failing = query.as(everyone).transaction(async (run) => {
    await run.one(insert)
    throw new Error('por fim não')
  })
  await assert.rejects(failing, /por fim não/)
  assert.equal(await db.value('select count(*) from feito'), '0')
  await query.as(everyone).one(insert)
  assert.equal(await db.value('select count(*) from feito'), '1')
})

test('the SQLSTATE of a refusal by a routine reaches the caller', async (t) => {
  const { query } = await arrange(t)
  const raise = (code: string) => {
    const body = sql.fragment`select pg_catalog.set_config('hub.codigo', ${code}, true)`
    return query.as(everyone).transaction(async (run) => {
      await run.any(sql.unsafe`${body}`)
      await run.any(sql.unsafe`
        do $$ begin
          raise exception 'não' using errcode = pg_catalog.current_setting('hub.codigo');
        end $$`)
    })
  }
  for (const code of ['HB404', '23505', 'P0001']) {
    await assert.rejects(raise(code), (error) => sqlState(error) === code && !isTransient(error))
  }
})

test('a statement that takes longer than its scope allows is cancelled', async (t) => {
  const { query } = await arrange(t)
  const slow = query
    .as({ ...everyone, statementTimeoutMs: 20 })
    .any(sql.unsafe`select pg_catalog.pg_sleep(60)`)
  await assert.rejects(slow, (error) => sqlState(error) === '57014')
  // The connection works as before, and so does its timeout.
  assert.equal(await query.as(everyone).oneFirst(sql.unsafe`select 1 as n`), 1)
})

test('a lost connection is a transient error, and the next statement gets another one', async (t) => {
  const { url, query } = await arrange(t)
  const db = await sqlClient(t, url)
  const lost = query.as(everyone).transaction(async (run) => {
    const pid = await run.oneFirst(
      sql.type(v.object({ pid: v.number() }))`select pg_catalog.pg_backend_pid() as pid`,
    )
    await db.rows('select pg_terminate_backend($1)', [pid])
    return run.any(sql.unsafe`select pg_catalog.pg_sleep(60)`)
  })
  await assert.rejects(lost, isTransient)
  assert.equal(await query.as(everyone).oneFirst(sql.unsafe`select 1 as n`), 1)
})

test('a database that is away is a transient error, and a query that failed to connect tries again', async (t) => {
  const { url } = await emptyDatabase(t)
  const query = createQuery({ url: url.replace(/:\d+\//, ':1/'), log })
  for (let attempt = 0; attempt < 2; attempt += 1) {
    await assert.rejects(query.as(everyone).any(sql.unsafe`select 1`), isTransient)
  }
  await query.close()
})
