import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drain } from '../../support/relay/engine.ts'
import { type EnrichHub, enrichHub } from '../../support/marketplace/enrich-hub.ts'
import {
  json,
  order,
  orderBody,
  shipmentBody,
  usualAnswers,
} from '../../support/marketplace/marketplace-answers.ts'

const ORDER = `/orders/${order.id}`
const SHIPMENT = `/shipments/${order.envio}`

const paths = ({ marketplace }: EnrichHub) => marketplace.received.map(({ url }) => url)

const statuses = async ({ sql }: EnrichHub, tipo = 'NOTIFICACAO') =>
  (
    await sql.rows('select status from hub.integracao_evento where tipo = $1 order by id', [tipo])
  ).map(({ status }) => status)

const rows = ({ sql }: EnrichHub) =>
  sql.rows('select status, motivo, tentativas, adiamentos from hub.integracao_outbox order by id')

async function pedido({ sql }: EnrichHub) {
  await drain(sql)
  const [row] = await sql.rows(
    `select p.external_id, p.destinatario_nome as nome, p.destinatario_doc as doc, p.status,
       processing.register_value(p.reg_status_pedido) as status_pedido, processing.register_value(p.reg_status_envio) as status_envio,
       v.etiqueta_externa as etiqueta, m.pack_id, m.envio_id
     from hub.pedido as p
     left join hub.volume as v on v.pedido_id = p.id
     left join hub.pedido_marketplace as m using (tenant_id, canal, external_id)`,
  )
  return row
}

test('a fetch request is fetched, translated and becomes the order that the marketplace has', async (t) => {
  const hub = await enrichHub(t)
  hub.marketplace.answer = usualAnswers()
  await hub.requestFetch(ORDER)
  assert.equal(await hub.round(), 1)
  assert.deepEqual(hub.outcomes, ['CONCLUIDO'])
  assert.deepEqual(await pedido(hub), {
    external_id: order.id,
    nome: 'Mara asas',
    doc: null,
    status: 'RECEBIDO',
    status_pedido: 'order:paid',
    status_envio: 'shipment:ready_to_ship/printed',
    etiqueta: 'MMXQP014735497E',
    pack_id: '2000009876543210',
    envio_id: order.envio,
  })
  assert.deepEqual(await statuses(hub), ['PROCESSADO'])
  const broken = await hub.sql.rows('select promessa, exemplos from ops.verify() where falhas > 0')
  assert.deepEqual(broken, [])
})

test('five notifications of one resource are one fetch, one effect, and four DUPLICADO of it', async (t) => {
  const hub = await enrichHub(t)
  hub.marketplace.answer = usualAnswers()
  const [first] = await hub.requestFetch(ORDER, ORDER, ORDER, ORDER, ORDER)
  assert.equal(await hub.round(), 1)
  assert.deepEqual(paths(hub), [ORDER, SHIPMENT])
  const events = await hub.sql.rows(
    `select status, duplicado_de, count(*)::int from hub.integracao_evento
     where tipo = 'NOTIFICACAO' group by 1, 2 order by 1`,
  )
  assert.deepEqual(events, [
    { status: 'DUPLICADO', duplicado_de: first, count: 4 },
    { status: 'PROCESSADO', duplicado_de: null, count: 1 },
  ])
  assert.deepEqual((await statuses(hub, 'ORDER_UPDATED')).length, 1)
})

test('a second answer that says the same makes no event', async (t) => {
  const hub = await enrichHub(t)
  hub.marketplace.answer = usualAnswers()
  for (const _ of [1, 2]) {
    await hub.requestFetch(ORDER)
    await hub.round()
  }
  assert.deepEqual(await statuses(hub, 'ORDER_UPDATED'), ['RECEBIDO'])
  assert.deepEqual(await statuses(hub), ['PROCESSADO', 'PROCESSADO'])
})

test('the fetch request of a shipment reaches each of its orders once, also before the order’s own', async (t) => {
  const hub = await enrichHub(t)
  hub.marketplace.answer = usualAnswers()
  await hub.requestFetch(SHIPMENT)
  await hub.round()
  assert.deepEqual(await statuses(hub, 'LABEL_AVAILABLE'), ['RECEBIDO'])
  assert.equal((await pedido(hub))?.['etiqueta'], 'MMXQP014735497E')
  await hub.requestFetch(ORDER)
  await hub.round()
  assert.equal((await pedido(hub))?.['status_pedido'], 'order:paid')
})

test('a shipment that carries no order yet is asked for again, later each time, without spending an attempt', async (t) => {
  const hub = await enrichHub(t)
  hub.marketplace.answer = usualAnswers({
    [`${SHIPMENT}/orders`]: (response) => response.writeHead(204).end(),
  })
  await hub.requestFetch(SHIPMENT)
  await hub.round()
  assert.deepEqual(await rows(hub), [
    { status: 'AGUARDANDO', motivo: 'ADIADO', tentativas: 0, adiamentos: 1 },
  ])
  const wait = await hub.sql.value<number>(
    'select extract(epoch from proxima_tentativa_em - clock_timestamp())::float8 from hub.integracao_outbox',
  )
  assert.ok(wait > 20 && wait <= 30, `${wait} s`)
})

test('a 206 brings what is there and blanks nothing', async (t) => {
  const hub = await enrichHub(t)
  hub.marketplace.answer = usualAnswers()
  await hub.requestFetch(ORDER)
  await hub.round()
  await drain(hub.sql)
  const {
    buyer: _,
    shipping: __,
    ...rest
  } = orderBody({ last_updated: '2026-09-28T00:00:00.000-04:00', status: 'partially_refunded' })
  hub.marketplace.answer = usualAnswers({ [ORDER]: json(rest, 206) })
  await hub.requestFetch(ORDER)
  await hub.round()
  const after = await pedido(hub)
  assert.equal(after?.['nome'], 'Mara asas')
  assert.equal(after['status_pedido'], 'order:partially_refunded')
  assert.equal(after['envio_id'], order.envio)
})

test('the document is asked for only where the tenant wants it', async (t) => {
  const hub = await enrichHub(t)
  const billing = '/orders/billing-info/MLB/700000000000000001'
  hub.marketplace.answer = usualAnswers({
    [billing]: json({
      buyer: { billing_info: { identification: { type: 'CPF', number: '12345678909' } } },
    }),
  })
  await hub.requestFetch(ORDER)
  await hub.round()
  assert.ok(!paths(hub).includes(billing))
  await hub.sql.rows('update hub.tenant set pede_documento = true')
  await hub.requestFetch(ORDER)
  await hub.round()
  assert.ok(paths(hub).includes(billing))
  assert.equal((await pedido(hub))?.['doc'], '12345678909')
})

test('a buffered label is asked for at its date, and what is known is stored meanwhile', async (t) => {
  const hub = await enrichHub(t)
  const buffering = { date: '2099-01-02T00:00:00.000-03:00' }
  hub.marketplace.answer = usualAnswers({
    [SHIPMENT]: json(
      shipmentBody({
        status: 'pending',
        substatus: 'buffered',
        tracking_number: null,
        lead_time: { buffering },
      }),
    ),
  })
  await hub.requestFetch(ORDER)
  await hub.round()
  assert.deepEqual(hub.outcomes, ['ADIADO'])
  assert.equal((await pedido(hub))?.['status_envio'], 'shipment:pending/buffered')
  const until = await hub.sql.value<Date>(
    'select proxima_tentativa_em from hub.integracao_outbox where recurso is not null',
  )
  assert.equal(until.toISOString(), '2099-01-02T03:00:00.000Z')
})
