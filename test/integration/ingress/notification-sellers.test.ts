/** Which seller a notification belongs to, and what the ingress answers where it can't tell. */
import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test, type TestContext } from 'node:test'
import { HubError } from '../../../src/core/errors.ts'
import { createAllowlist } from '../../../src/ingress/proof/allowlist.ts'
import { createBodyRoom, takeBody } from '../../../src/core/http/body-intake.ts'
import { createNotificationEndpoint } from '../../../src/ingress/notification-endpoint.ts'
import { prepareTenant } from '../../support/relay/engine.ts'
import { connectSeller, seller } from '../../support/marketplace/marketplace-seller.ts'
import { answered, openTestIngress } from '../../support/ingress/test-ingress.ts'

/** Tenants 123 and 124 under one application; 125 under another, which calls itself by the first one's id. */
async function open(t: TestContext) {
  const { client, ingress } = await openTestIngress(t)
  await connectSeller(client)
  for (const [tenant, clientId, applicationId, userId] of [
    [124, seller.clientId, null, '77'],
    [125, '999', seller.clientId, '78'],
    [126, '999', '1000', '79'],
  ]) {
    await prepareTenant(client, Number(tenant))
    await client.rows(`select connectors.save_connector($1, 'ML', $2, $3, $4, 'teste')`, [
      tenant,
      clientId,
      applicationId,
      userId,
    ])
  }
  let sent = 0
  const notify = async (changes: object) => {
    const notification = {
      _id: `n${++sent}`,
      resource: '/orders/1',
      topic: 'orders_v2',
      user_id: seller.userId,
      application_id: seller.clientId,
    }
    const address = `/api/integracoes/ml/webhook/${seller.caminho}`
    const body = JSON.stringify({ ...notification, ...changes })
    return answered(await ingress.app.request(address, { method: 'POST', body }))
  }
  return { client, notify }
}

test('each seller of an application gets its own notifications, and a seller of another application gets none', async (t) => {
  const { client, notify } = await open(t)
  assert.equal((await notify({})).json.status, 'RECEBIDO')
  assert.equal((await notify({ user_id: 77 })).json.status, 'RECEBIDO')
  const unknown = await notify({ user_id: 78 })
  assert.deepEqual([unknown.status, unknown.json.status], [200, 'RECUSADO'])
  assert.match(unknown.json.motivo ?? '', /nenhum conector/)
  const other = await notify({ user_id: 79, application_id: 1000 })
  assert.match(other.json.motivo ?? '', /application_id não é o deste endereço/)
  const stored = await client.rows('select tenant_id::int from hub.integracao_evento order by id')
  assert.deepEqual(stored, [{ tenant_id: 123 }, { tenant_id: 124 }])
})

test('two tenants can not both be one seller of one application', async (t) => {
  const { client } = await open(t)
  const save = (userId: string) =>
    client.rows(`select connectors.save_connector(124, 'ML', $1, null, $2, 'teste')`, [
      seller.clientId,
      userId,
    ])
  await assert.rejects(save(seller.userId), { code: 'HB409' })
  await save('78')
})

test('notifications of a seller who must authorize again are taken, and those of one who was switched off are not', async (t) => {
  const { client, notify } = await open(t)
  await client.rows(
    `update hub.integracao_conector set status = case tenant_id when 123 then 'REAUTORIZAR' else 'DESATIVADO' end`,
  )
  assert.equal((await notify({})).json.status, 'RECEBIDO')
  assert.equal((await notify({ user_id: 77 })).json.status, 'RECUSADO')
})

test('only a plain path is kept of a resource that nothing fetches', async (t) => {
  const { client, notify } = await open(t)
  for (const resource of [
    '/collections/9',
    '/x?nome=Maria Silva',
    'Maria Silva',
    'é'.repeat(200),
  ]) {
    assert.equal((await notify({ topic: 'payments', resource })).json.status, 'IGNORADO')
  }
  const kept = await client.rows('select external_id from hub.integracao_evento order by id')
  assert.deepEqual(
    kept.map(({ external_id }) => external_id),
    ['/collections/9', 'desconhecido', 'desconhecido', 'desconhecido'],
  )
})

test('a body of more than 64 KiB is 413', async (t) => {
  const { notify } = await open(t)
  assert.equal((await notify({ x: 'x'.repeat(66_000) })).status, 413)
})

test('where sellers can’t be read the answer is 503, so that the notification is sent again', async (t) => {
  const { client, notify } = await open(t)
  await client.rows('revoke execute on function ingress.find_seller from hub_service')
  assert.equal((await notify({})).status, 503)
})

const notification = { resource: '/orders/1', topic: 'orders_v2', user_id: 7, application_id: 8 }
const sellerOf = {
  find: () =>
    Promise.resolve({
      kind: 'seller',
      tenantId: 123,
      conectorId: '1',
      allowlist: createAllowlist('DESLIGADA', []),
    } as const),
  sources: { count: () => {} },
}
const intakeOf = (body: Readable) =>
  takeBody(body, { bytesMax: 64 * 1024, room: createBodyRoom(64 * 1024) })
const delivery = { path: seller.caminho, address: () => null, traceId: 'x' }

for (const [what, body, store, status] of [
  ['nothing was stored', Readable.from([Buffer.from(JSON.stringify(notification))]), [null], 503],
  ['the sender left', Readable.from([]).destroy(), [], 408],
] as const) {
  test(`where ${what} the answer is ${status}, and not 200`, async () => {
    const ingress = createNotificationEndpoint({
      ...sellerOf,
      store: () => Promise.resolve([...store]),
    })
    const { response } = await ingress.receive({ ...delivery, body: intakeOf(body) })
    assert.equal(response.status, status)
  })
}

test('a programming mistake is not answered as a database that is away', async () => {
  for (const error of [new TypeError('x'), new HubError('internal', 'x')]) {
    const ingress = createNotificationEndpoint({ ...sellerOf, store: () => Promise.reject(error) })
    const body = Readable.from([Buffer.from(JSON.stringify(notification))])
    await assert.rejects(ingress.receive({ ...delivery, body: intakeOf(body) }), error)
  }
})
