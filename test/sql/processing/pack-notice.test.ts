/** The orders of a pack: a notice each, or one for those that travel together, as their tenant wants it. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { testDatabase } from '../../support/database/database.ts'
import { append, drain, prepareTenant, readyPayload, step } from '../../support/relay/engine.ts'
import { eventually } from '../../support/eventually.ts'
import { type SqlClient, sqlClient } from '../../support/database/sql-client.ts'

/** Orders A and B of a pack in one shipment, C of the same pack in another, D of none. */
async function openPack(t: TestContext, onePerPack = true) {
  const { url } = await testDatabase(t)
  const sql = await sqlClient(t, url)
  await prepareTenant(sql)
  await sql.rows(
    `select processing.save_status_mapping(123, 'ML', 'cancelled', 'CANCELADO', true, 'teste')`,
  )
  if (onePerPack) await sql.rows(`select tenants.switch_pack_notice(123, true, 'teste')`)
  await sql.rows(
    `insert into hub.pedido_marketplace (tenant_id, canal, external_id, pack_id, envio_id, versao, lido_em)
     values (123, 'ML', 'A', '2000', '44', 1, now()), (123, 'ML', 'B', '2000', '44', 1, now()),
       (123, 'ML', 'C', '2000', '45', 1, now()), (123, 'ML', 'D', null, '46', 1, now())`,
  )
  return { url, sql }
}

async function ready(sql: SqlClient, ...orders: readonly string[]): Promise<void> {
  await append(
    sql,
    orders.map((externalId) => ({ externalId, payload: readyPayload })),
  )
  await drain(sql)
}

async function cancel(sql: SqlClient, externalId: string): Promise<void> {
  const payload = { status: 'cancelled' }
  await append(sql, [{ externalId, versao: 2, tipo: 'STATUS_CHANGED', payload }])
  await drain(sql)
}

/** Whose the notices are, in the order in which they were made. */
const announced = async (sql: SqlClient) =>
  (
    await sql.rows<{ id: string; status: string }>(
      `select p.external_id as id, n.status from hub.notificacao as n
       join hub.pedido as p on p.id = n.pedido_id order by n.id`,
    )
  ).map(({ id, status }) => `${id} ${status}`)

const claim = async (sql: SqlClient) =>
  (
    await sql.rows<{ texto: string }>(
      `select texto from notifications.claim('teste', 10, '1 min') order by texto`,
    )
  ).map(({ texto }) => /pedido (\w+) está/.exec(texto)?.[1])

async function somebodyWaits(t: TestContext, url: string): Promise<void> {
  const watcher = await sqlClient(t, url)
  const waiting = 'select count(*)::int from pg_locks where not granted'
  await eventually(async () => (await watcher.value<number>(waiting)) > 0, {
    what: 'one session waits for the other',
  })
}

const broken = (sql: SqlClient) =>
  sql.rows(`select promessa, exemplos from ops.verify() where falhas > 0`)

test('each order of a pack has a notice of its own, unless the tenant wants one a pack', async (t) => {
  const { sql } = await openPack(t, false)
  await ready(sql, 'A', 'B', 'C', 'D')
  assert.deepEqual(await claim(sql), ['A', 'B', 'C', 'D'])
})

test('one notice a pack: for the orders that travel together, under the number of the pack', async (t) => {
  const { sql } = await openPack(t)
  await ready(sql, 'A', 'B', 'C', 'D')
  const all = await announced(sql)
  assert.deepEqual(all.toSorted(), [
    all.find((each) => /^[AB]/.test(each)),
    'C PENDENTE',
    'D PENDENTE',
  ])
  assert.deepEqual(await claim(sql), ['2000', '2000', 'D'])
  assert.deepEqual(await broken(sql), [])
})

test('an order that is PRONTO later is announced by the notice that its pack has had', async (t) => {
  const { sql } = await openPack(t)
  await ready(sql, 'B')
  await ready(sql, 'A')
  assert.deepEqual(await announced(sql), ['B PENDENTE'])
  assert.deepEqual(await broken(sql), [])
})

test('two orders of a pack that are PRONTO at once, in two steps, have one notice', async (t) => {
  const { url, sql } = await openPack(t)
  const other = await sqlClient(t, url)
  await other.rows('begin')
  await append(other, [{ externalId: 'A', payload: readyPayload }])
  await step(other)
  await append(sql, [{ externalId: 'B', payload: readyPayload }])
  const stepping = step(sql)
  await somebodyWaits(t, url)
  await other.rows('commit')
  await stepping
  assert.deepEqual(await announced(sql), ['A PENDENTE'])
})

test('the notice of a cancelled order is sent for the orders of its pack that are PRONTO', async (t) => {
  const { sql } = await openPack(t)
  await ready(sql, 'A')
  await ready(sql, 'B')
  await cancel(sql, 'A')
  assert.deepEqual(await claim(sql), ['2000'])
  assert.deepEqual(await announced(sql), ['B PENDENTE'])
})

test('an order that becomes PRONTO while the notice of its pack is cancelled is not forgotten', async (t) => {
  const { url, sql } = await openPack(t)
  await ready(sql, 'A')
  await append(sql, [{ externalId: 'B', payload: { ...readyPayload, etiqueta: undefined } }])
  await drain(sql)
  await cancel(sql, 'A')
  const other = await sqlClient(t, url)
  await other.rows('begin')
  await append(other, [{ externalId: 'B', versao: 2, payload: readyPayload }])
  await step(other)
  const claiming = claim(sql)
  await somebodyWaits(t, url)
  await other.rows('commit')
  assert.deepEqual(await claiming, ['2000'])
  assert.deepEqual(await announced(sql), ['B PENDENTE'])
})

test('where none of a pack was PRONTO when its notice was cancelled, the next that is PRONTO is announced', async (t) => {
  const { sql } = await openPack(t)
  await ready(sql, 'A')
  await cancel(sql, 'A')
  assert.deepEqual(await claim(sql), [])
  await ready(sql, 'C', 'B')
  assert.deepEqual(await claim(sql), ['2000', '2000'])
  const all = await announced(sql)
  assert.deepEqual(all.toSorted(), ['A CANCELADA', 'B PENDENTE', 'C PENDENTE'])
})
