import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { eventually } from '../../support/eventually.ts'
import { fixtureText } from '../../support/marketplace/marketplace-fixture.ts'
import { connectSeller, seller } from '../../support/marketplace/marketplace-seller.ts'
import { answered, openTestIngress } from '../../support/ingress/test-ingress.ts'

const WEBHOOK = '/api/integracoes/ml/webhook'

async function openAddress(t: TestContext) {
  const opened = await openTestIngress(t)
  await connectSeller(opened.client)
  const notify = async (body: unknown, caminho: string = seller.caminho) =>
    answered(
      await opened.ingress.app.request(`${WEBHOOK}/${caminho}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    )
  const events = () =>
    opened.client.rows(
      'select external_id, tipo, status, origem, payload_json from hub.integracao_evento order by id',
    )
  const queued = () =>
    opened.client.rows(
      'select tenant_id, destino, recurso, status from hub.integracao_outbox order by id',
    )
  return { ...opened, notify, events, queued }
}

const notification = {
  _id: 'f9f08571-1f65-4c46-9e0a-c0f43faa1557',
  resource: '/orders/2195160686',
  user_id: 468424240,
  topic: 'orders_v2',
  application_id: 5503910054141466,
  attempts: 1,
  sent: '2019-10-30T16:19:20.129Z',
  received: '2019-10-30T16:19:20.106Z',
}

test('a notification is answered exactly 200, stored and queued to be fetched', async (t) => {
  const { notify, events, queued } = await openAddress(t)
  const { status, json } = await notify(notification)
  assert.equal(status, 200)
  assert.equal(json.status, 'RECEBIDO')
  const event = { external_id: '/orders/2195160686', tipo: 'NOTIFICACAO', origem: 'WEBHOOK' }
  const payload_json = { topico: 'orders_v2' }
  assert.deepEqual(await events(), [{ ...event, status: 'RECEBIDO', payload_json }])
  assert.deepEqual(await queued(), [
    { tenant_id: '123', destino: 'ENRIQUECER', recurso: '/orders/2195160686', status: 'PENDENTE' },
  ])
})

test('a notification that is delivered five times, at once and later, is stored once', async (t) => {
  const { notify, events, queued } = await openAddress(t)
  const deliver = (attempts: number) =>
    notify({ ...notification, attempts, sent: `2019-10-30T1${attempts}` })
  await Promise.all([1, 2, 3].map(deliver))
  await deliver(4)
  assert.equal((await deliver(5)).json.status, 'DUPLICADO')
  const statuses = (await events()).map(({ status }) => status).toSorted()
  assert.deepEqual(statuses, ['DUPLICADO', 'DUPLICADO', 'DUPLICADO', 'DUPLICADO', 'RECEBIDO'])
  assert.equal((await queued()).length, 1)
})

test('a notification without an id is told apart by its content, whatever the attempt', async (t) => {
  const { notify, queued } = await openAddress(t)
  const { _id, received, ...rest } = notification
  const first = { ...rest, recieved: received, user_id: String(notification.user_id) }
  await notify(first)
  assert.equal((await notify({ ...first, attempts: 4 })).json.status, 'DUPLICADO')
  assert.equal((await notify({ ...first, recieved: '2019-10-30T17' })).json.status, 'RECEBIDO')
  assert.equal((await queued()).length, 2)
})

test('a topic that nothing handles is stored as IGNORADO and answered 200', async (t) => {
  const { notify, events, queued } = await openAddress(t)
  const body = fixtureText('notification-payments')
    .replace(/"user_id":\s*\d+/, `"user_id":${seller.userId}`)
    .replace(/"application_id":\s*\d+/, `"application_id":${seller.clientId}`)
  const { status, json } = await notify(body)
  assert.deepEqual([status, json.status], [200, 'IGNORADO'])
  assert.deepEqual(
    (await events()).map(({ status: s, payload_json }) => [s, payload_json]),
    [['IGNORADO', {}]],
  )
  assert.deepEqual(await queued(), [])
})

test('a path of another topic is never fetched', async (t) => {
  const { notify, queued } = await openAddress(t)
  const paths = [
    '//evil.com/orders/1',
    '/orders/../oauth/token',
    '/orders/1@evil',
    '/orders/%31',
    '/shipments/1',
  ]
  for (const [n, resource] of paths.entries()) {
    const { status, json } = await notify({ ...notification, _id: `n${n}`, resource })
    assert.deepEqual([resource, status, json.status], [resource, 200, 'IGNORADO'])
  }
  assert.deepEqual(await queued(), [])
})

test('a resource that nothing fetches is kept as its kind and id, without anything that may be a name', async (t) => {
  const { notify, client } = await openAddress(t)
  const kept = [
    '/items/MLA686791111',
    '/stock/fulfillment/operations/9876',
    'post-purchase/v1/claims/5108684499',
    '3f6da1e35ac84f70a24af7360d24c7bc',
  ]
  const names = ['/orders/Maria-Silva', '/orders/maria', '/users/Maria/1', 'maria', '39053344705']
  for (const [n, resource] of [...kept, ...names].entries()) {
    await notify({ ...notification, _id: `n${n}`, topic: 'outro', resource })
  }
  const rows = await client.rows('select external_id from hub.integracao_evento order by id')
  assert.deepEqual(
    rows.map(({ external_id }) => external_id),
    [...kept, ...names.map(() => 'desconhecido')],
  )
})

test('a notification of another application or an unknown seller is counted as refused and not queued', async (t) => {
  const { notify, events, client } = await openAddress(t)
  const others = [{ application_id: 999 }, { application_id: '5503910054141467' }, { user_id: 1 }]
  for (const other of others) {
    const { status, json } = await notify({ ...notification, ...other })
    assert.deepEqual([status, json.status], [200, 'RECUSADO'])
  }
  assert.deepEqual(await events(), [])
  await eventually(
    async () => {
      const counted = await client.rows(
        'select causa, total::int from hub.integracao_recusa order by causa',
      )
      return (
        JSON.stringify(counted) ===
        '[{"causa":"APLICACAO_DIVERGENTE","total":2},{"causa":"VENDEDOR_DESCONHECIDO","total":1}]'
      )
    },
    { what: 'the refusals are counted' },
  )
})

test('application ids beyond what a double holds are told apart', async (t) => {
  const { notify, client } = await openAddress(t)
  await client.rows(`update hub.integracao_conector set application_id = '9007199254740993123'`)
  const text = (id: string) =>
    JSON.stringify({ ...notification, application_id: 0 }).replace(
      '"application_id":0',
      `"application_id":${id}`,
    )
  assert.equal((await notify(text('9007199254740993124'))).json.status, 'RECUSADO')
  assert.equal((await notify(text('9007199254740993123'))).json.status, 'RECEBIDO')
})

test('an unknown address is 404, and a body that is no notification is 200 and stored nowhere', async (t) => {
  const { notify, events } = await openAddress(t)
  assert.equal((await notify(notification, 'outro-caminho-que-nao-existe')).status, 404)
  assert.equal((await notify(notification, 'curto')).status, 404)
  for (const body of ['', '{', '[]', 'null', '{"topic":"orders_v2"}']) {
    const { status, json } = await notify(body)
    assert.deepEqual([body, status, json.status], [body, 200, 'RECUSADO'])
  }
  assert.deepEqual(await events(), [])
})

test('a notification that can not be stored is 503, so that it is sent again', async (t) => {
  const { notify, client } = await openAddress(t)
  await client.rows('revoke execute on function ingress.append_events from hub_service')
  assert.equal((await notify(notification)).status, 503)
  await client.rows('grant execute on function ingress.append_events to hub_service')
  assert.equal((await notify(notification)).json.status, 'RECEBIDO')
})

test('no line of the log holds the address', async (t) => {
  const { notify, logged } = await openAddress(t)
  await notify(notification)
  await notify('{')
  assert.equal(logged.filter((line) => line.includes('webhook answered')).length, 2)
  assert.deepEqual(
    logged.filter((line) => line.includes(seller.caminho)),
    [],
  )
})
