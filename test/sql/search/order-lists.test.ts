/** The counter's lists: what they read does not grow with the orders, and does not depend on statistics. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import pg from 'pg'
import { pino } from 'pino'
import { migrate } from '../../../src/db/migrate/migrate.ts'
import { testDatabase } from '../../support/database/database.ts'
import { append, drain, prepareTenant, readyPayload } from '../../support/relay/engine.ts'
import { type SqlClient, sqlClient } from '../../support/database/sql-client.ts'

const TABLES = ['pedido', 'volume', 'pedido_marketplace', 'tenant']

/** 30,000 orders of ten tenants in tables that were analysed empty; two in a thousand are PRONTO. */
async function manyOrders(t: TestContext): Promise<SqlClient> {
  const { url } = await testDatabase(t)
  const client = await sqlClient(t, url)
  for (const table of TABLES)
    await client.rows(`alter table hub.${table} set (autovacuum_enabled = off)`)
  for (let tenant = 1; tenant <= 10; tenant += 1) await prepareTenant(client, tenant)
  for (const table of TABLES) await client.rows(`vacuum (analyze) hub.${table}`)
  await client.rows(`
    insert into hub.pedido (tenant_id, canal, external_id, status, created_at)
    select
      1 + n % 10, case when n % 3000 = 7 then null else 'ML' end, 'ML-ORD-' || (2000000 + n),
      case when n % 500 = 3 then 'PRONTO' else 'RETIRADO' end, now() - (30000 - n / 500) * interval '1 second'
    from generate_series(1, 30000) as n`)
  await client.rows(`
    insert into hub.volume (pedido_id, etiqueta_externa) select id, 'BR' || (1000000 + id) from hub.pedido`)
  return client
}

/** Rows of the tables that a statement of the service reads: from end to end, and by an index. */
async function reads(client: SqlClient, statement: string, plan = 'auto') {
  const now = async () => {
    await client.rows('select pg_stat_force_next_flush()')
    return client.rows<{ seq: string; idx: string }>(
      `select sum(coalesce(seq_tup_read, 0)) as seq, sum(coalesce(idx_tup_fetch, 0)) as idx
       from pg_stat_user_tables where schemaname = 'hub' and relname in ('pedido', 'volume', 'pedido_marketplace')`,
    )
  }
  const [before] = await now()
  await client.rows('set role hub_service')
  await client.rows(
    `select set_config('hub.tenants', '*', false), set_config('plan_cache_mode', $1, false)`,
    [plan],
  )
  const rows = await client.rows(statement)
  await client.rows('reset role')
  const [after] = await now()
  return {
    rows,
    scanned: Number(after?.seq) - Number(before?.seq),
    fetched: Number(after?.idx) - Number(before?.idx),
  }
}

test('lists, counts and searches read no more as orders grow', async (t) => {
  const client = await manyOrders(t)
  const all = `'{RECEBIDO,PRONTO,RETIRADO,CANCELADO}'`
  const cases: readonly [statement: string, rows: number][] = [
    [`select * from search.list_orders('{PRONTO}', null, null, null, null, 51)`, 51],
    [`select * from search.list_orders('{PRONTO}', '{4}', null, null, null, 51)`, 51],
    [`select * from search.list_orders('{CANCELADO}', null, null, null, null, 51)`, 0],
    [`select * from search.list_orders(${all}, null, null, null, 15000, 51)`, 51],
    [
      `select * from search.list_orders(${all}, null, null, now() - interval '29990 seconds', null, 51)`,
      51,
    ],
    [`select * from search.count_orders(null, null, null, 100)`, 4],
    [`select unnest(exatos) from search.search_orders('ML-ORD-2000500', null, 200)`, 1],
    [`select unnest(outros) from search.search_orders('ML-ORD-2', null, 50)`, 50],
    [`select unnest(exatos) from search.search_orders('BR1000077', null, 200)`, 1],
    [`select unnest(outros) from search.search_orders('BR1', null, 50)`, 50],
    [`select unnest(exatos || outros) from search.search_orders('nada', null, 50)`, 0],
  ]
  // A session that has asked five times may plan once for all.
  for (const plan of ['force_custom_plan', 'force_generic_plan']) {
    for (const [statement, expected] of cases) {
      const { rows, scanned, fetched } = await reads(client, statement, plan)
      assert.equal(rows.length, expected, statement)
      assert.equal(scanned, 0, `${statement} reads a table from end to end`)
      assert.ok(fetched < 5000, `${statement} fetches ${fetched} rows, ${plan}`)
    }
  }
})

test('counts end at their bound, and orders without a channel are listed with the others', async (t) => {
  const client = await manyOrders(t)
  const counts = await client.rows(
    `select * from search.count_orders(null, null, null, 100) order by status`,
  )
  assert.deepEqual(counts, [
    { status: 'CANCELADO', total: '0' },
    { status: 'PRONTO', total: '60' },
    { status: 'RECEBIDO', total: '0' },
    { status: 'RETIRADO', total: '101' },
  ])
  const handKept = await client.value(
    `select count(*) from search.list_orders('{RETIRADO}', '{8}', null, null, null, 4000) as l
     join hub.pedido as p on p.id = l.pedido_id and p.canal is null`,
  )
  assert.equal(handKept, '10')
})

test('no order is found for tenants that the caller may not touch', async (t) => {
  const { url } = await testDatabase(t)
  const client = await sqlClient(t, url)
  await prepareTenant(client)
  await append(client, [{ externalId: 'A-1', payload: readyPayload }])
  await drain(client)
  for (const [tenants, found] of [
    ['{123}', 1],
    ['{124}', 0],
    ['{}', 0],
  ] as const) {
    for (const busca of ['A-1', 'A', 'BR123456789', 'BR1']) {
      const rows = await client.rows(
        'select unnest(exatos || outros) from search.search_orders($1, $2, 10)',
        [busca, tenants],
      )
      assert.equal(rows.length, found, `${busca} for ${tenants}`)
    }
    const listed = await client.rows(
      `select from search.list_orders('{PRONTO}', $1, null, null, null, 10)`,
      [tenants],
    )
    assert.equal(listed.length, found)
  }
})

test('the beginning of a code finds its orders by an index in any collation', async (t) => {
  const { adminUrl } = await testDatabase(t)
  const url = new URL(adminUrl)
  url.pathname = '/pt_br'
  const admin = new pg.Client({ connectionString: adminUrl })
  await admin.connect()
  t.after(async () => {
    await admin.query('drop database if exists pt_br with (force)')
    await admin.end()
  })
  await admin.query(
    `create database pt_br template template0 encoding 'UTF8' locale_provider icu icu_locale 'pt-BR' locale 'C'`,
  )
  const sqlDir = join(import.meta.dirname, '../../../sql')
  await migrate({ url: url.href, sqlDir, log: pino({ level: 'silent' }) })
  const client = await sqlClient(t, url.href)
  t.after(() => client.end())
  await prepareTenant(client)
  await client.rows(`
    insert into hub.pedido (tenant_id, canal, external_id, status)
    select 123, 'ML', case when n % 2 = 0 then 'ML-ORD-' else 'mlord_' end || n, 'PRONTO' from generate_series(1, 20000) as n`)
  const { rows, scanned, fetched } = await reads(
    client,
    `select unnest(exatos || outros) as id from search.search_orders('ML-ORD-777', null, 50)`,
  )
  // 7770, 7772, 7774, 7776 and 7778; 777 is odd.
  assert.equal(rows.length, 5)
  assert.ok(scanned === 0 && fetched < 200, `${scanned} scanned, ${fetched} fetched`)
})
