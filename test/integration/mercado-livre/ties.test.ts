/** Two states of one date: the marketplace's dates are whole seconds, and what was read later is the newer. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ServerResponse } from 'node:http'
import { type EnrichHub, enrichHub } from '../../support/marketplace/enrich-hub.ts'
import { drain } from '../../support/relay/engine.ts'
import { eventually } from '../../support/eventually.ts'
import {
  type Answers,
  json,
  order,
  orderBody,
  shipmentBody,
  usualAnswers,
} from '../../support/marketplace/marketplace-answers.ts'

const ORDER = `/orders/${order.id}`
const SHIPMENT = `/shipments/${order.envio}`
const paid = json(orderBody())
const fraud = json(orderBody({ tags: ['paid', 'fraud_risk_detected'] }))

async function read(hub: EnrichHub, answers: Answers, resource = ORDER) {
  hub.marketplace.answer = usualAnswers(answers)
  await hub.requestFetch(resource)
  await hub.round()
  await hub.drain()
}

async function pedido({ sql }: EnrichHub) {
  const [row] = await sql.rows(
    `select p.status, processing.register_value(p.reg_status_pedido) as pedido,
       processing.register_value(p.reg_status_envio) as envio, v.etiqueta_externa as etiqueta
     from hub.pedido as p join hub.volume as v on v.pedido_id = p.id`,
  )
  return row
}
const stored = ({ sql }: EnrichHub, tipo = 'ORDER_UPDATED') =>
  sql.value<number>('select count(*)::int from hub.integracao_evento where tipo = $1', [tipo])

const isWhole = async ({ sql }: EnrichHub) =>
  assert.deepEqual(
    await sql.rows('select promessa, exemplos from ops.verify() where falhas > 0'),
    [],
  )

test('of two states of an order with one date the later reading wins, also where it repeats an earlier state', async (t) => {
  const hub = await enrichHub(t)
  const states = [paid, fraud, paid, paid, fraud, fraud]
  const told: unknown[] = []
  for (const state of states) {
    await read(hub, { [ORDER]: state })
    told.push((await pedido(hub))?.['pedido'])
  }
  const [good, bad] = ['order:paid', 'order:fraud_risk_detected']
  assert.deepEqual(told, [good, bad, good, good, bad, bad])
  assert.equal(await stored(hub), 4)
  assert.equal((await pedido(hub))?.['status'], 'CANCELADO')
  await isWhole(hub)
})

test('of two states of a shipment with one date the later reading wins, by the order’s fetch request or by its own', async (t) => {
  const hub = await enrichHub(t)
  const shipment = (status: string, substatus: string | null = null) => ({
    [SHIPMENT]: json(shipmentBody({ status, substatus })),
  })
  for (const [resource, status] of [
    [ORDER, 'shipped'],
    [SHIPMENT, 'handling'],
    [ORDER, 'shipped'],
    [SHIPMENT, 'delivered'],
  ] as const) {
    await read(hub, shipment(status), resource)
    assert.equal((await pedido(hub))?.['envio'], `shipment:${status}`)
  }
  assert.equal((await pedido(hub))?.['status'], 'RETIRADO')
  await isWhole(hub)
})

test('a terminal state stays, whatever of the same date is read after it', async (t) => {
  const hub = await enrichHub(t)
  await read(hub, { [ORDER]: json(orderBody({ status: 'cancelled' })) })
  await read(hub, { [ORDER]: json(orderBody({ status: 'invalid' })) })
  await read(hub, { [ORDER]: paid })
  assert.deepEqual((await pedido(hub))?.['pedido'], 'order:cancelled')
  await isWhole(hub)
})

test('a state that was stored without a time of reading loses to one that is read now', async (t) => {
  const hub = await enrichHub(t)
  await read(hub, { [ORDER]: fraud })
  await hub.sql.rows(`delete from hub.leitura_marketplace`)
  await hub.sql.rows(`update hub.integracao_evento set lido_em = null`)
  await hub.sql.rows(
    `update hub.pedido as p set reg_status_pedido =
       processing.register_order(e.versao, e.tipo, null) || processing.register_value(p.reg_status_pedido)
     from hub.integracao_evento as e where e.tipo = 'ORDER_UPDATED'`,
  )
  await read(hub, { [ORDER]: fraud })
  assert.equal((await pedido(hub))?.['pedido'], 'order:fraud_risk_detected')
  await read(hub, { [ORDER]: paid })
  assert.equal((await pedido(hub))?.['pedido'], 'order:paid')
})

test('an answer that arrives after that of a later request is the older state', async (t) => {
  const hub = await enrichHub(t)
  const held: ServerResponse[] = []
  const usual = usualAnswers({ [ORDER]: fraud, '/orders/5': json({}, 404) })
  hub.marketplace.answer = (response, path) =>
    path === ORDER && held.length === 0 ? void held.push(response) : usual(response, path)
  await hub.requestFetch(ORDER)
  const slow = hub.round()
  await eventually(() => held.length === 1, { what: 'the first asks' })
  await hub.requestFetch(ORDER)
  const other = await hub.enricher()
  await other.round('outro/h', new AbortController().signal)
  paid(held[0]!)
  await slow
  await hub.drain()
  assert.equal((await pedido(hub))?.['pedido'], 'order:fraud_risk_detected')
  await isWhole(hub)
})

/** Settles a reading as a worker would: what was read when, in seconds. */
async function settle(hub: EnrichHub, second: number, payload: object, marca: string) {
  const lidoEm = `2026-01-01T00:00:0${second}Z`
  const event = { canal: 'ML', tenantId: 123, externalId: '1', tipo: 'ORDER_UPDATED', versao: 7 }
  await hub.requestFetch('/orders/1')
  return hub.sql.value<number>(
    `select mercado_livre.settle(id, lock_version, $1, $2) from mercado_livre.claim('teste/h', 1, '2 min')`,
    [
      JSON.stringify([{ externalId: '1', packId: null, envioId: null, versao: 7, lidoEm }]),
      JSON.stringify([{ ...event, marca, payload, lidoEm }]),
    ],
  )
}

test('a reading that a later one without an event has overtaken brings only what that one lacks', async (t) => {
  const hub = await enrichHub(t)
  const itens = [{ sku: 'ABC-1', quantidade: 1 }]
  const first = { itens, statusPedido: 'order:paid' }
  assert.equal(await settle(hub, 1, first, 'a'), 1)
  assert.equal(await settle(hub, 5, first, 'a'), 0)
  const overtaken = { statusPedido: 'order:fraud_risk_detected', etiqueta: 'BR1' }
  assert.equal(await settle(hub, 3, overtaken, 'b'), 1)
  await drain(hub.sql)
  assert.deepEqual(await pedido(hub), {
    status: 'RECEBIDO',
    pedido: 'order:paid',
    envio: null,
    etiqueta: 'BR1',
  })
  assert.equal(await settle(hub, 4, overtaken, 'b'), 0)
  assert.equal(await settle(hub, 6, overtaken, 'b'), 1)
  await drain(hub.sql)
  assert.equal((await pedido(hub))?.['pedido'], 'order:fraud_risk_detected')
  await isWhole(hub)
})
