/**
 * The cost of a fetch request or a notice does not grow with what is stored, even with statistics of empty tables, as here.
 * The measure is rows and index entries read, which does not depend on the machine.
 */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { testDatabase } from '../../support/database/database.ts'
import { prepareTenant } from '../../support/relay/engine.ts'
import { connectSeller } from '../../support/marketplace/marketplace-seller.ts'
import { type SqlClient, sqlClient } from '../../support/database/sql-client.ts'

const stored = 20_000
const tables = [
  'integracao_outbox',
  'integracao_evento',
  'idempotencia',
  'pedido_marketplace',
  'leitura_marketplace',
  'pedido',
  'notificacao',
]

async function openTables(t: TestContext) {
  const { url } = await testDatabase(t)
  const sql = await sqlClient(t, url)
  await prepareTenant(sql)
  await connectSeller(sql)
  for (const table of tables) {
    await sql.rows(`vacuum (analyze) hub.${table}`)
    // It would summarise the events for their BRIN index, by a scan that counts here.
    await sql.rows(`alter table hub.${table} set (autovacuum_enabled = off)`)
  }
  return sql
}

async function storeRequests(sql: SqlClient, from: number, count: number): Promise<void> {
  await sql.rows(
    `select from ingress.append_events((
       select json_agg(json_build_object(
         'canal', 'ML', 'tenantId', 123, 'externalId', '/orders/' || n, 'tipo', 'NOTIFICACAO', 'marca', 'n' || n,
         'recurso', '/orders/' || n, 'payload', json_build_object()
       ))
       from generate_series($1::int, $1::int + $2::int - 1) as n
     ))`,
    [from, count],
  )
}

/** Claims so many fetch requests and settles each with two events. Resolves to how many there were. */
async function fetchRequests(sql: SqlClient, count: number): Promise<number> {
  const requests = await sql.rows<{ id: string; lock_version: number; recurso: string }>(
    `select id, lock_version, recurso from mercado_livre.claim('teste', $1, '1 min')`,
    [count],
  )
  for (const { id, lock_version, recurso } of requests) {
    const externalId = recurso.slice('/orders/'.length)
    const event = { canal: 'ML', tenantId: 123, externalId, versao: 1, marca: 'a1b2c3d4' }
    await sql.rows(`select mercado_livre.settle($1, $2, $3, $4)`, [
      id,
      lock_version,
      JSON.stringify([{ externalId, packId: null, envioId: '1', versao: 1 }]),
      JSON.stringify(
        ['ORDER_UPDATED', 'LABEL_AVAILABLE'].map((tipo) => ({ ...event, tipo, payload: {} })),
      ),
    ])
  }
  return requests.length
}

/** Rows and index entries read so far, of all the tables. */
async function read(sql: SqlClient): Promise<{ rows: number; scanned: Record<string, number> }> {
  await sql.rows('select pg_stat_force_next_flush()')
  const [sums] = await sql.rows<{ rows: number; scanned: Record<string, number> }>(
    `select
       (select sum(idx_tup_read)::int from pg_stat_user_indexes where schemaname = 'hub' and relname = any ($1)) as rows,
       (select json_object_agg(relname, seq_tup_read) from pg_stat_user_tables where schemaname = 'hub' and relname = any ($1)) as scanned`,
    [tables],
  )
  return sums!
}

test('a fetch request is claimed and settled at a cost that does not grow with what is stored', async (t) => {
  const sql = await openTables(t)
  for (let n = 0; n < 12; n++) {
    await storeRequests(sql, stored + n, 1)
    await fetchRequests(sql, 1)
  }
  for (let from = 0; from < stored; from += 1000) await storeRequests(sql, from, 1000)
  const before = await read(sql)
  assert.equal(await fetchRequests(sql, 50), 50)
  const after = await read(sql)
  assert.deepEqual(after.scanned, before.scanned, 'a table was scanned from end to end')
  const each = (after.rows - before.rows) / 50
  assert.ok(each < 120, `${each} rows read a fetch request`)
})

test('a notice is claimed and settled at a cost that does not grow with what is stored', async (t) => {
  const sql = await openTables(t)
  const addNotices = (from: number, count: number) =>
    sql.rows(
      `with pedido as (
         insert into hub.pedido (tenant_id, canal, external_id, status, destinatario_telefone)
         select 123, 'ML', n::text, 'PRONTO', '+5511999990000' from generate_series($1::int, $1::int + $2::int - 1) as n
         returning id
       ), aviso as (
         insert into hub.notificacao (tenant_id, pedido_id, meio) select 123, id, 'SMS' from pedido returning id
       )
       insert into hub.integracao_outbox (id, tenant_id, canal, destino, trace_id)
       select id, 123, 'ML', 'NOTIFICAR', gen_random_uuid() from aviso`,
      [from, count],
    )
  const settled = async (count: number) => {
    const claimed = await sql.rows<{ id: string; lock_version: number }>(
      `select id, lock_version from notifications.claim('teste', $1, '1 min')`,
      [count],
    )
    const leases = [claimed.map(({ id }) => id), claimed.map((lease) => lease.lock_version)]
    return sql.value('select notifications.settle_local($1, $2)', leases)
  }
  for (let n = 0; n < 12; n++) {
    await addNotices(stored + n, 1)
    assert.equal(await settled(1), 1)
  }
  await addNotices(0, stored / 4)
  const before = await read(sql)
  assert.equal(await settled(50), 50)
  const after = await read(sql)
  assert.deepEqual(after.scanned, before.scanned, 'a table was scanned from end to end')
  const each = (after.rows - before.rows) / 50
  assert.ok(each < 60, `${each} rows read a notice`)
})

test('orders that are read again cost the same however many were picked up', async (t) => {
  const sql = await openTables(t)
  const addOrders = (status: string, from: number, count: number) =>
    sql.rows(
      `with pedido as (
         insert into hub.pedido (tenant_id, canal, external_id, status)
         select 123, 'ML', n::text, $1::text from generate_series($2::int, $2::int + $3::int - 1) as n
         returning external_id
       )
       insert into hub.pedido_marketplace (tenant_id, canal, external_id, versao, lido_em)
       select 123, 'ML', external_id, 1, now() - interval '7 h' from pedido`,
      [status, from, count],
    )
  const open = () => sql.rows(`select external_id from mercado_livre.open_orders(123, '6 h', 10)`)
  for (let n = 0; n < 12; n++) await open()
  await addOrders('RETIRADO', 0, stored / 4)
  await addOrders('PRONTO', stored, 30)
  const before = await read(sql)
  assert.equal((await open()).length, 10)
  const after = await read(sql)
  assert.deepEqual(after.scanned, before.scanned, 'a table was scanned from end to end')
  assert.ok(after.rows - before.rows <= 70, `${after.rows - before.rows} rows read`)
})

test('which orders of a page are unread costs the same however many have been read', async (t) => {
  const sql = await openTables(t)
  const unread = () =>
    sql.rows('select external_id from mercado_livre.unread_orders(123, $1, $2)', [
      Array.from({ length: 50 }, (_, n) => String(n)),
      Array.from({ length: 50 }, () => 1),
    ])
  for (let n = 0; n < 12; n++) assert.equal((await unread()).length, 50)
  await sql.rows(
    `insert into hub.pedido_marketplace (tenant_id, canal, external_id, versao, lido_em)
     select 123, 'ML', n::text, 1, now() from generate_series(1, $1::int) as n`,
    [stored],
  )
  const before = await read(sql)
  assert.deepEqual(await unread(), [{ external_id: '0' }])
  const after = await read(sql)
  assert.deepEqual(after.scanned, before.scanned, 'a table was scanned from end to end')
  assert.ok(after.rows - before.rows <= 60, `${after.rows - before.rows} rows read`)
})
