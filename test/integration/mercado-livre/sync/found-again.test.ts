/** Dead fetch requests that are found again, and orders that were read within the second of their date. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type EnrichHub, enrichHub } from '../../../support/marketplace/enrich-hub.ts'
import {
  json,
  order,
  orderBody,
  usualAnswers,
} from '../../../support/marketplace/marketplace-answers.ts'
import { seller } from '../../../support/marketplace/marketplace-seller.ts'

const ORDER = `/orders/${order.id}`
const denied = json({}, 403)

const listed = (last_updated = '2026-09-27T12:05:00.000-04:00') =>
  json({ results: [{ id: Number(order.id), last_updated }], paging: { total: 1 } })

const requests = async ({ sql }: EnrichHub) =>
  (
    await sql.rows(
      `select status from hub.integracao_evento where tipo = 'NOTIFICACAO' order by id`,
    )
  ).map(({ status }) => status)

const asked = ({ marketplace }: EnrichHub) =>
  marketplace.received.filter(({ url }) => url === ORDER).length

/** The last return, made older by so much. */
const age = ({ sql }: EnrichHub, minutes: number) =>
  sql.rows('update hub.integracao_outbox set devolvido_em = devolvido_em - $1::interval', [
    `${minutes} min`,
  ])

async function sweep(hub: EnrichHub, atOnce = false) {
  const [report] = await hub.sync.run('VARREDURA', { atOnce })
  const before = asked(hub)
  await hub.round()
  return { novos: report?.end.kind === 'done' && report.end.novos, asked: asked(hub) - before }
}
const again = { novos: 1, asked: 1 }
const left = { novos: 0, asked: 0 }

test('a dead fetch request that the sweep finds again is fetched again: at once, then later each time; when a person asks, at once', async (t) => {
  const hub = await enrichHub(t, { failures: 50 })
  hub.marketplace.answer = usualAnswers({ [ORDER]: denied, '/orders/search': listed() })
  assert.deepEqual(await sweep(hub), again)
  assert.deepEqual(await requests(hub), ['MORTO'])
  assert.deepEqual(await sweep(hub), again)
  assert.deepEqual(await sweep(hub), left)
  await age(hub, 11)
  assert.deepEqual(await sweep(hub), again)
  await age(hub, 11)
  assert.deepEqual(await sweep(hub), left)
  await age(hub, 10)
  assert.deepEqual(await sweep(hub), again)
  assert.deepEqual(await sweep(hub), left)
  assert.deepEqual(await sweep(hub, true), again)
  hub.marketplace.answer = usualAnswers({ '/orders/search': listed() })
  assert.deepEqual(await sweep(hub, true), again)
  assert.deepEqual(await requests(hub), ['PROCESSADO'])
  const acts = await hub.sql.rows(
    `select ator, motivo, count(*)::int from hub.auditoria where acao = 'outbox.devolver' group by 1, 2`,
  )
  const motivo = 'encontrado de novo no Mercado Livre'
  assert.deepEqual(acts, [{ ator: 'sistema', motivo, count: 5 }])
  const broken = await hub.sql.rows('select promessa, exemplos from ops.verify() where falhas > 0')
  assert.deepEqual(broken, [])
})

test('the count of times that a request went back to the queue never overflows', async (t) => {
  const hub = await enrichHub(t)
  hub.marketplace.answer = usualAnswers({ [ORDER]: denied, '/orders/search': listed() })
  await sweep(hub)
  await hub.sql.rows(
    `update hub.integracao_outbox set devolucoes = 32000, devolvido_em = now() - interval '361 min'`,
  )
  assert.deepEqual(await sweep(hub), again)
  assert.equal(await hub.sql.value('select devolucoes::int from hub.integracao_outbox'), 32_000)
})

test('the sweep leaves a fetch request to its retry; a person’s synchronisation makes it due at once', async (t) => {
  const hub = await enrichHub(t)
  hub.marketplace.answer = usualAnswers({ [ORDER]: json({}, 500), '/orders/search': listed() })
  assert.deepEqual(await sweep(hub), again)
  assert.deepEqual(await sweep(hub), left)
  assert.deepEqual(await sweep(hub, true), again)
})

test('a request that a person discarded stays discarded until the marketplace says that the resource has changed', async (t) => {
  const hub = await enrichHub(t)
  hub.marketplace.answer = usualAnswers({ [ORDER]: denied, '/orders/search': listed() })
  await sweep(hub)
  await hub.sql.rows(`select relay.discard(id, 'desisto', 'teste') from hub.integracao_outbox`)
  assert.deepEqual(await sweep(hub), left)
  assert.deepEqual(await sweep(hub, true), left)
  assert.deepEqual(await requests(hub), ['IGNORADO'])
  const changed = listed('2026-09-28T12:00:00.000-04:00')
  hub.marketplace.answer = usualAnswers({ [ORDER]: denied, '/orders/search': changed })
  assert.deepEqual(await sweep(hub), again)
})

const notification = (id: string) => ({
  canal: 'ML',
  tenantId: 123,
  externalId: ORDER,
  tipo: 'NOTIFICACAO',
  marca: id,
  recurso: ORDER,
  payload: { topico: 'orders_v2' },
})
const notify = ({ sql }: EnrichHub, id: string) =>
  sql.rows('select status from ingress.append_events($1)', [JSON.stringify([notification(id)])])

test('a second delivery of a notification gives its dead fetch request back to the queue; another notification takes its place', async (t) => {
  const hub = await enrichHub(t)
  hub.marketplace.answer = usualAnswers({ [ORDER]: denied })
  await notify(hub, 'a')
  await hub.round()
  assert.deepEqual(await notify(hub, 'a'), [{ status: 'DUPLICADO' }])
  await hub.round()
  assert.equal(asked(hub), 2)
  assert.deepEqual(await requests(hub), ['MORTO', 'DUPLICADO'])
  await notify(hub, 'a')
  await hub.round()
  assert.equal(asked(hub), 2)
  await notify(hub, 'b')
  await hub.round()
  assert.deepEqual(await requests(hub), ['DUPLICADO', 'DUPLICADO', 'DUPLICADO', 'MORTO'])
  hub.marketplace.answer = usualAnswers()
  await notify(hub, 'c')
  await hub.round()
  assert.equal((await requests(hub)).at(-1), 'PROCESSADO')
  assert.equal(
    await hub.sql.value(
      'select count(*)::int from hub.integracao_outbox where recurso is not null',
    ),
    0,
  )
})

test('a missed notification that is listed again gives its dead fetch request back to the queue, and is stored once', async (t) => {
  const hub = await enrichHub(t)
  const { clientId, userId } = seller
  const sent = { topic: 'orders_v2', user_id: Number(userId), application_id: Number(clientId) }
  const data = JSON.stringify({ _id: 'a', resource: ORDER, ...sent })
  const missed = (answer: ReturnType<typeof json>) => {
    let page = 0
    hub.marketplace.answer = usualAnswers({
      [ORDER]: answer,
      '/missed_feeds': (response) =>
        json({ messages: page++ === 0 ? [{ request: { data } }] : [] })(response),
    })
    return hub.sync.run('MISSED_FEEDS').then(() => hub.round())
  }
  await missed(denied)
  await missed(json(orderBody()))
  await missed(json(orderBody()))
  assert.deepEqual(await requests(hub), ['PROCESSADO'])
})

test('an order that was read within the second of its date is read once more, and only once', async (t) => {
  const hub = await enrichHub(t)
  // As the marketplace writes it: now, in whole seconds.
  const now = `${new Date().toISOString().slice(0, 19)}.000Z`
  const answers = { '/orders/search': listed(now) }
  hub.marketplace.answer = usualAnswers({
    ...answers,
    [ORDER]: json(orderBody({ last_updated: now })),
  })
  assert.deepEqual(await sweep(hub), again)
  const bad = orderBody({ last_updated: now, tags: ['fraud_risk_detected'] })
  hub.marketplace.answer = usualAnswers({ ...answers, [ORDER]: json(bad) })
  await hub.sql.rows(
    `update hub.pedido_marketplace set versao_desde = versao_desde - interval '11 s', lido_em = lido_em - interval '11 s'`,
  )
  assert.deepEqual(await sweep(hub), again)
  await hub.drain()
  assert.equal(await hub.sql.value('select status from hub.pedido'), 'CANCELADO')
  assert.deepEqual(await sweep(hub), left)
})

test('an order that was read long after its date is not read again', async (t) => {
  const hub = await enrichHub(t)
  hub.marketplace.answer = usualAnswers({ '/orders/search': listed() })
  await hub.requestFetch(ORDER)
  await hub.round()
  assert.deepEqual(await sweep(hub), left)
})

test('an order of which an older copy was read is asked for again by the next sweep', async (t) => {
  const hub = await enrichHub(t)
  const newer = listed('2026-09-28T12:00:00.000-04:00')
  hub.marketplace.answer = usualAnswers({ '/orders/search': newer })
  assert.deepEqual(await sweep(hub), again)
  assert.deepEqual(await sweep(hub), again)
})
