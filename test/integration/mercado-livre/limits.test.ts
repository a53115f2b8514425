import assert from 'node:assert/strict'
import { test } from 'node:test'
import { enrichHub } from '../../support/marketplace/enrich-hub.ts'
import { eventually } from '../../support/eventually.ts'
import {
  json,
  order,
  orderBody,
  usualAnswers,
} from '../../support/marketplace/marketplace-answers.ts'

const ORDER = `/orders/${order.id}`
const many = (n: number, from = 1) => Array.from({ length: n }, (_, i) => `/orders/${from + i}`)

test('an hour of outage: the breaker opens, no attempt is spent while it is open, and the backlog drains', async (t) => {
  // An hour of minutes in which one request is tried, at a thousandth of their length.
  const openMs = 60
  const hub = await enrichHub(t, { openMs, failures: 5 })
  hub.marketplace.answer = (response) =>
    response.writeHead(502, { 'content-type': 'text/html' }).end('<html>')
  const state = async () =>
    (await hub.sql.rows(`select estado from hub.conector_disjuntor where operacao = 'order'`))[0]?.[
      'estado'
    ] ?? 'FECHADO'
  await hub.requestFetch(...many(300))
  await hub.round()
  const spent = await hub.sql.value<number>(
    'select sum(tentativas)::int from hub.integracao_outbox',
  )
  assert.ok(spent >= 5 && spent <= 16 + 5, `${spent} attempts while it was closed`)
  const asked = hub.marketplace.received.length
  await eventually(async () => (await state()) !== 'FECHADO', { what: 'it is noted as open' })

  const due = () =>
    hub.sql.rows(
      `update hub.integracao_outbox set status = 'PENDENTE', motivo = null, proxima_tentativa_em = null
       where motivo = 'ADIADO'`,
    )
  const tries = 30
  await eventually(
    async () => {
      await due()
      await hub.round()
      return hub.marketplace.received.length >= asked + tries
    },
    { what: 'the breaker has let one request try each time' },
  )
  const after = await hub.sql.rows(
    `select sum(tentativas)::int as spent, count(*)::int as waiting, count(*) filter (where status = 'MORTO')::int as dead
     from hub.integracao_outbox`,
  )
  assert.deepEqual(after, [{ spent, waiting: 300, dead: 0 }])

  hub.marketplace.answer = (response, path) =>
    json(orderBody({ id: Number(path.split('/').at(-1)), shipping: null }))(response)
  await hub.sql.rows(`update hub.integracao_outbox set motivo = 'ADIADO' where motivo = 'RETRY'`)
  await eventually(
    async () => {
      await due()
      await hub.round()
      return (
        (await hub.sql.value(
          `select count(*)::int from hub.integracao_outbox where recurso is not null`,
        )) === 0
      )
    },
    { what: 'the backlog is drained' },
  )
  await eventually(async () => (await state()) === 'FECHADO', { what: 'it is noted as closed' })
})

test('a breaker that was open stays open in the next process', async (t) => {
  const hub = await enrichHub(t, { failures: 1, openMs: 60_000 })
  hub.marketplace.answer = (response) => response.writeHead(500).end()
  await hub.requestFetch(ORDER)
  await hub.round()
  await eventually(
    () =>
      hub.sql
        .rows(`select from hub.conector_disjuntor where estado = 'ABERTO'`)
        .then((r) => r.length === 1),
    {
      what: 'the breaker is noted',
    },
  )
  const next = await hub.enricher({ failures: 1, openMs: 60_000 })
  hub.marketplace.answer = usualAnswers()
  await hub.requestFetch('/orders/77')
  await next.round('outro/h', new AbortController().signal)
  assert.equal(hub.marketplace.received.length, 1)
})

test('one operation’s breaker does not stop another’s', async (t) => {
  const hub = await enrichHub(t, { failures: 1, openMs: 60_000 })
  hub.marketplace.answer = usualAnswers({ [ORDER]: (response) => response.writeHead(500).end() })
  await hub.requestFetch(ORDER)
  await hub.round()
  await hub.requestFetch(`/shipments/${order.envio}`)
  await hub.round()
  assert.equal(hub.outcomes.at(-1), 'CONCLUIDO')
})

test('two processes together keep to the rate of the application', async (t) => {
  const perSecond = 40
  const hub = await enrichHub(t, { perApplication: perSecond, perSeller: perSecond })
  const at: number[] = []
  hub.marketplace.answer = (response, path) => {
    at.push(performance.now())
    const body = orderBody({ id: Number(path.split('/').at(-1)), shipping: null })
    setTimeout(() => json(body)(response), 200)
  }
  await hub.requestFetch(...many(160))
  const other = await hub.enricher({ perApplication: perSecond, perSeller: perSecond })
  const signal = new AbortController().signal
  await Promise.all([hub.round(), other.round('outro/h', signal)])
  const seconds = (at.at(-1)! - at[0]!) / 1000
  const rate = (at.length - 1) / seconds
  assert.equal(at.length, 160)
  assert.ok(rate <= 1.02 * perSecond, `${rate} a second`)
})

test('a 429 also stops requests that wait for a turn which they were given before', async (t) => {
  const hub = await enrichHub(t, { perSeller: 4 })
  // By then the others have their turns, of which the first is a quarter of a second later.
  hub.marketplace.answer = (response) =>
    void setTimeout(() => response.writeHead(429, { 'retry-after': '60' }).end(), 100)
  await hub.requestFetch(...many(6))
  await hub.round()
  assert.equal(hub.marketplace.received.length, 1)
  assert.deepEqual(hub.outcomes, Array(6).fill('ADIADO'))
})

test('fetch requests of a seller that is at its limit do not hold another application’s', async (t) => {
  const hub = await enrichHub(t)
  await hub.sql.rows(`select tenants.save_tenant(124, 'Outra', 'Rua B', '9h', null, 'teste')`)
  await hub.sql.rows(`select tenants.switch_flag(124, 'ML', true, 'teste')`)
  await hub.sql.rows(`select connectors.save_connector(124, 'ML', '77', null, '999', 'teste')`)
  hub.marketplace.answer = (response, path) =>
    path === '/orders/1'
      ? response.writeHead(429, { 'retry-after': '60' }).end()
      : json(orderBody({ id: 2, seller: { id: 999 }, shipping: null }))(response)
  await hub.requestFetch('/orders/1')
  await hub.sql.rows(
    `select ingress.append_events('[{"canal":"ML","tenantId":124,"externalId":"/orders/2","tipo":"NOTIFICACAO","marca":"x","recurso":"/orders/2","payload":{}}]')`,
  )
  await hub.round()
  assert.deepEqual(hub.outcomes.toSorted(), ['ADIADO', 'CONCLUIDO'])
})
