import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type EnrichHub, enrichHub } from '../../../support/marketplace/enrich-hub.ts'
import { eventually } from '../../../support/eventually.ts'
import {
  json,
  order,
  orderBody,
  usualAnswers,
} from '../../../support/marketplace/marketplace-answers.ts'
import { seller } from '../../../support/marketplace/marketplace-seller.ts'

const ORDER = `/orders/${order.id}`
const requests = ({ sql }: EnrichHub) =>
  sql.rows(
    `select external_id, status, origem from hub.integracao_evento where tipo = 'NOTIFICACAO' order by id`,
  )

const sent = (id: string, more: object = {}) => ({
  _id: id,
  resource: ORDER,
  user_id: Number(seller.userId),
  topic: 'orders_v2',
  application_id: Number(seller.clientId),
  attempts: 8,
  received: '2026-09-27T12:00:00.000Z',
  ...more,
})
const feed = (...bodies: object[]) => ({
  messages: bodies.map((body) => ({
    topic: 'orders_v2',
    attempts: 5,
    request: { data: JSON.stringify(body) },
  })),
})

/** Answers the pages of the list, and nothing after them. */
const paged = (...pages: object[]) => {
  let next = 0
  return (response: Parameters<ReturnType<typeof json>>[0]) =>
    json(pages[next++] ?? feed())(response)
}

test('a notification that the webhook lost is found, once', async (t) => {
  const hub = await enrichHub(t)
  const { sync, marketplace } = hub
  for (const _ of [1, 2]) {
    marketplace.answer = usualAnswers({
      '/missed_feeds': paged(
        feed(sent('a'), sent('b', { resource: '/shipments/9', topic: 'shipments' })),
      ),
    })
    const [report] = await sync.run('MISSED_FEEDS')
    assert.equal(report?.end.kind, 'done')
  }
  const found = (await requests(hub)).filter(({ status }) => status === 'RECEBIDO')
  assert.deepEqual(found, [
    { external_id: ORDER, status: 'RECEBIDO', origem: 'MISSED_FEEDS' },
    { external_id: '/shipments/9', status: 'RECEBIDO', origem: 'MISSED_FEEDS' },
  ])
  assert.deepEqual(
    await hub.sql.rows('select recebidas::int, missed_feeds::int from ops.perda_webhook'),
    [{ recebidas: 0, missed_feeds: 2 }],
  )
})

test('a missed feed that was received after all makes nothing', async (t) => {
  const hub = await enrichHub(t)
  await hub.sql.rows(`select ingress.append_events($1)`, [
    JSON.stringify([
      {
        canal: 'ML',
        tenantId: 123,
        externalId: ORDER,
        tipo: 'NOTIFICACAO',
        marca: 'a',
        recurso: ORDER,
        payload: {},
      },
    ]),
  ])
  hub.marketplace.answer = usualAnswers({ '/missed_feeds': paged(feed(sent('a'))) })
  const [report] = await hub.sync.run('MISSED_FEEDS')
  assert.deepEqual(
    { ...report?.end, ate: null },
    {
      kind: 'done',
      ate: null,
      vistos: 1,
      novos: 0,
      deFora: 0,
    },
  )
})

test('missed feeds of others, of other topics and of other paths are passed over', async (t) => {
  const hub = await enrichHub(t)
  const others = [
    { user_id: 1 },
    { application_id: 2 },
    { topic: 'payments' },
    { resource: '//evil/orders/1' },
  ]
  hub.marketplace.answer = usualAnswers({
    '/missed_feeds': paged(feed(...others.map((other, n) => sent(`x${n}`, other))), {
      messages: [{}, null, { request: { data: '{' } }],
    }),
  })
  await hub.sync.run('MISSED_FEEDS')
  assert.deepEqual(await requests(hub), [])
})

test('a cancelled order, which no search shows, is found by reading open ones again', async (t) => {
  const hub = await enrichHub(t)
  hub.marketplace.answer = usualAnswers()
  await hub.requestFetch(ORDER)
  await hub.round()
  await hub.drain()
  await hub.sql.rows(`update hub.pedido_marketplace set lido_em = lido_em - interval '7 hours'`)
  const cancelled = { status: 'cancelled', last_updated: '2026-09-28T12:00:00.000-04:00' }
  hub.marketplace.answer = usualAnswers({ [ORDER]: json(orderBody(cancelled)) })
  const [report] = await hub.sync.run('ABERTOS')
  assert.equal(report?.end.kind === 'done' && report.end.novos, 1)
  await hub.sync.run('ABERTOS')
  await hub.round()
  await hub.drain()
  assert.equal(await hub.sql.value('select status from hub.pedido'), 'CANCELADO')
  const [last] = (await hub.sync.run('ABERTOS')).map(({ end }) => end.kind === 'done' && end.vistos)
  assert.equal(last, 0)
})

test('no two processes run one seller’s task at once', async (t) => {
  const hub = await enrichHub(t)
  const other = await hub.secondSync()
  const held: (() => void)[] = []
  hub.marketplace.answer = (response) => held.push(() => json(feed())(response))
  const first = hub.sync.run('MISSED_FEEDS')
  await eventually(() => held.length === 1, { what: 'the first run asks' })
  assert.deepEqual(
    (await other.run('MISSED_FEEDS')).map(({ end }) => end),
    [{ kind: 'running' }],
  )
  held[0]?.()
  assert.equal((await first)[0]?.end.kind, 'done')
  const after = other.run('MISSED_FEEDS')
  await eventually(() => held.length === 2, { what: 'the other asks' })
  held[1]?.()
  assert.equal((await after)[0]?.end.kind, 'done')
})

test('a seller’s failure does not stop the others, and a seller who must authorize again is skipped', async (t) => {
  const hub = await enrichHub(t)
  for (const [tenant, user] of [
    [124, '77'],
    [125, '78'],
  ] as const) {
    await hub.sql.rows(`select tenants.save_tenant($1, 'Outra', 'Rua B', '9h', null, 'teste')`, [
      tenant,
    ])
    await hub.sql.rows(`select tenants.switch_flag($1, 'ML', true, 'teste')`, [tenant])
    await hub.sql.rows(`select connectors.save_connector($1, 'ML', $2, null, $3, 'teste')`, [
      tenant,
      seller.clientId,
      user,
    ])
  }
  await hub.sql.rows(
    `update hub.integracao_conector set status = 'REAUTORIZAR' where tenant_id = 125`,
  )
  hub.marketplace.answer = (response) => {
    if (hub.marketplace.received.length === 1) response.writeHead(403).end()
    else json({ results: [], paging: { total: 0 } })(response)
  }
  const reports = await hub.sync.run('VARREDURA')
  assert.deepEqual(
    reports.map(({ tenantId, end }) => [tenantId, end.kind]),
    [
      ['123', 'failed'],
      ['124', 'done'],
    ],
  )
})
