/**
 * Whatever waits for a mapping or a flag is released by the act that brings it, even when the two run at the same
 * instant. Each test holds one of the two open and shows that the other waits for it.
 */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { testDatabase } from '../support/database.ts'
import { append, drain, prepareTenant, readyPayload, step } from '../support/engine.ts'
import { eventually } from '../support/eventually.ts'
import { type SqlClient, sqlClient } from '../support/sql-client.ts'

async function threeSessions(t: TestContext): Promise<[SqlClient, SqlClient, SqlClient]> {
  const { url } = await testDatabase(t)
  const clients = [await sqlClient(t, url), await sqlClient(t, url), await sqlClient(t, url)]
  await prepareTenant(clients[0] as SqlClient)
  return clients as [SqlClient, SqlClient, SqlClient]
}

async function somebodyWaits(watcher: SqlClient): Promise<void> {
  await eventually(
    () =>
      watcher.value<boolean>(
        `select exists (select from pg_locks as l where l.locktype = 'advisory' and not l.granted
          and l.database = (select oid from pg_database where datname = current_database()))`,
      ),
    { what: 'one of the two waits for the other' },
  )
}

const unmapped = { ...readyPayload, itens: [{ sku: 'NOVO', quantidade: 1 }] }
const saveMapping = `select processing.save_sku_mapping(123, 'ML', 'NOVO', 'INT-9', 'teste')`

test('a mapping saved while a step parks its event releases that event', async (t) => {
  const [relay, operator, watcher] = await threeSessions(t)
  await append(relay, [{ externalId: 'A', payload: unmapped }])
  await relay.rows('begin')
  assert.equal((await step(relay)).retidos, 1)
  const saved = operator.value<number>(saveMapping)
  await somebodyWaits(watcher)
  await relay.rows('commit')
  assert.equal(await saved, 1, 'the act saw what the step had parked')
  assert.equal((await step(relay)).retidos, 0)
  assert.equal(await watcher.value(`select status from hub.pedido`), 'PRONTO')
})

test('a step that runs while a mapping is being saved does not park the event', async (t) => {
  const [relay, operator, watcher] = await threeSessions(t)
  await append(relay, [{ externalId: 'A', payload: unmapped }])
  await operator.rows('begin')
  await operator.rows(saveMapping)
  const stepped = step(relay)
  await somebodyWaits(watcher)
  await operator.rows('commit')
  assert.equal((await stepped).retidos, 0)
  assert.equal(await watcher.value(`select status from hub.pedido`), 'PRONTO')
})

test('an event appended while its tenant is switched on is not left parked', async (t) => {
  const [door, operator, watcher] = await threeSessions(t)
  await operator.rows(`select ops.switch_flag(123, 'ML', false, 'teste')`)
  await door.rows('begin')
  const [parked] = await append(door, [{ externalId: 'A', payload: readyPayload }])
  assert.equal(parked?.status, 'ESTACIONADO')
  const switched = operator.value<number>(`select ops.switch_flag(123, 'ML', true, 'teste')`)
  await somebodyWaits(watcher)
  await door.rows('commit')
  assert.equal(await switched, 1)
  assert.equal(await drain(door), 1)
})

test('an event that lacks two mappings is released by the second, and by nothing else', async (t) => {
  const [relay, operator] = await threeSessions(t)
  await append(relay, [
    { externalId: 'both', payload: { ...unmapped, status: 'estranho' } },
    { externalId: 'status', payload: { ...readyPayload, status: 'estranho' } },
  ])
  assert.equal((await step(relay)).retidos, 2)
  assert.equal(await operator.value(saveMapping), 0)
  assert.equal(
    await operator.value(
      `select processing.save_status_mapping(123, 'ML', 'estranho', 'RECEBIDO', false, 'teste')`,
    ),
    2,
  )
  assert.equal(await drain(relay), 2)
  assert.deepEqual(await operator.rows('select status from hub.pedido'), [
    { status: 'PRONTO' },
    { status: 'PRONTO' },
  ])
})

test('the sweep releases what a mapping written by hand has resolved', async (t) => {
  const [relay, dba] = await threeSessions(t)
  await append(relay, [{ externalId: 'A', payload: unmapped }])
  assert.equal((await step(relay)).retidos, 1)
  await dba.rows(
    `insert into hub.mapeamento_sku (tenant_id, canal, sku_externo, sku_interno) values (123, 'ML', 'NOVO', 'X')`,
  )
  assert.equal(await dba.value('select relay.sweep()'), 1)
  assert.equal((await step(relay)).retidos, 0)
})

test('the sweep releases what a flag switched by hand has let through', async (t) => {
  const [relay, dba] = await threeSessions(t)
  await dba.rows(`select ops.switch_flag(123, 'ML', false, 'teste')`)
  await append(relay, [{ externalId: 'A', payload: readyPayload }])
  await dba.rows(`update hub.tenant_flag set ligado = true`)
  assert.equal(await drain(relay), 0)
  assert.equal(await dba.value('select relay.sweep()'), 1)
  assert.equal(await drain(relay), 1)
})

for (const relays of [1, 3]) {
  test(`no event is left parked when mappings are saved while it is stepped, with ${relays} relay(s)`, async (t) => {
    const { url } = await testDatabase(t)
    const [door, operator] = [await sqlClient(t, url), await sqlClient(t, url)]
    await prepareTenant(door)
    let working = true
    const relaying = Array.from({ length: relays }, async () => {
      const relay = await sqlClient(t, url)
      while (working) await step(relay, 5)
      await drain(relay)
    })
    const rounds = 150
    for (let round = 0; round < rounds; round += 1) {
      const payload = { ...readyPayload, itens: [{ sku: `N-${round}`, quantidade: 1 }] }
      await Promise.all([
        append(door, [{ externalId: `A-${round}`, payload }]),
        operator.rows(`select processing.save_sku_mapping(123, 'ML', $1, 'INT', 'teste')`, [
          `N-${round}`,
        ]),
      ])
    }
    working = false
    await Promise.all(relaying)
    assert.deepEqual(
      await door.rows(
        "select id, status, motivo from hub.integracao_outbox where destino = 'PROCESSAR'",
      ),
      [],
    )
    assert.equal(
      await door.value(`select count(*) from hub.pedido where status = 'PRONTO'`),
      `${rounds}`,
    )
  })
}
