/**
 * Each published body of the marketplace, through the whole hub: as the answer to a fetch request, to the order that it makes or
 * to the refusal. What is expected was written by hand, from the bodies and the facts about them.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type EnrichHub, enrichHub } from '../../support/marketplace/enrich-hub.ts'
import { json } from '../../support/marketplace/marketplace-answers.ts'
import { fixture } from '../../support/marketplace/marketplace-fixture.ts'
import { seller } from '../../support/marketplace/marketplace-seller.ts'

interface Case {
  readonly body: string
  /** What the fetch request points at. [the body's own order] */
  readonly resource?: string
  readonly status?: number
  /** Answers beside it, by path. */
  readonly beside?: Readonly<Record<string, unknown>>
  readonly outcome: string
  /** pedido → [external status of the order, of the shipment, label, name, items] */
  readonly pedidos: Readonly<Record<string, readonly unknown[]>>
}

const CARRIED = [{ order_id: '2000000000000001', seller_id: Number(seller.userId) }]
const carries = (shipment: string) => ({ [`/shipments/${shipment}/orders`]: CARRIED })
const ONE = '2000000000000001'

const cases: readonly Case[] = [
  {
    body: 'order-paid-no_shipping-pack_null-mlb',
    outcome: 'CONCLUIDO',
    pedidos: {
      '2000015223400001': ['order:paid', null, null, 'João Gonçalves Assunção', 1],
    },
  },
  {
    body: 'order-paid-variation-test_order-mlb',
    outcome: 'ADIADO',
    pedidos: { '2000003508897196': ['order:paid', null, null, null, 1] },
  },
  {
    body: 'order-paid-pack-two_variation_attributes-qty2-mlb',
    outcome: 'ADIADO',
    pedidos: { '2000001111111111': ['order:paid', null, null, null, 1] },
  },
  {
    body: 'shipment-new-format-drop_off-printed',
    resource: '/shipments/40531399184',
    beside: carries('40531399184'),
    outcome: 'CONCLUIDO',
    pedidos: { [ONE]: [null, 'shipment:ready_to_ship/printed', 'MMXQP014735497E', 'Mara asas', 0] },
  },
  {
    body: 'shipment-legacy-drop_off-ready_to_print-mlb',
    resource: '/shipments/30024984097',
    beside: carries('30024984097'),
    outcome: 'CONCLUIDO',
    pedidos: {
      [ONE]: [null, 'shipment:ready_to_ship/ready_to_print', '1010101589653', 'Teste Endereço', 0],
    },
  },
  {
    body: 'shipment-new-format-pending-buffered',
    resource: '/shipments/40173236996',
    beside: carries('40173236996'),
    outcome: 'ADIADO',
    pedidos: { [ONE]: [null, 'shipment:pending/buffered', null, null, 0] },
  },
  {
    body: 'shipment-new-format-delivered-minimal-mlb',
    resource: '/shipments/44444444444',
    outcome: 'FALHA',
    pedidos: {},
  },
  {
    body: 'error-404-order_not_found',
    resource: '/orders/1',
    status: 404,
    outcome: 'FALHA',
    pedidos: {},
  },
  {
    body: 'error-403-access_denied',
    resource: '/orders/1',
    status: 403,
    outcome: 'MORTO',
    pedidos: {},
  },
  {
    body: 'error-403-forbidden-invalid_scopes',
    resource: '/orders/1',
    status: 403,
    outcome: 'MORTO',
    pedidos: {},
  },
  {
    body: 'error-429-too_many_requests',
    resource: '/orders/1',
    status: 429,
    outcome: 'ADIADO',
    pedidos: {},
  },
  {
    body: 'error-401-invalid_token',
    resource: '/orders/1',
    status: 401,
    outcome: 'ESTACIONADO',
    pedidos: {},
  },
  {
    body: 'error-400-malformed-access_token',
    resource: '/orders/1',
    status: 400,
    outcome: 'ESTACIONADO',
    pedidos: {},
  },
]

/** Bodies of other addresses: where an order was asked for, none of them is taken for one. */
const others = [
  'pack-two-orders',
  'pack-released-single-order',
  'order-shipments-hosted-view',
  'order-shipments-list_all-forward-return-return_to_buyer-mlb',
  'payment-collection-approved-mlb',
  'shipment-costs',
  'shipment-delays',
  'shipment-history-late-printing',
  'shipment_statuses',
]
const refusals = others.map((body): Case => ({
  body,
  resource: '/orders/1',
  outcome: 'FALHA',
  pedidos: {},
}))

for (const { body, resource, status = 200, beside = {}, outcome, pedidos } of [
  ...cases,
  ...refusals,
]) {
  test(`${body}: ${outcome}`, async (t) => {
    // The token that is made after a 401 is refused as well: the seller must authorize again.
    const token = { kind: 'token', accessToken: 'APP_USR-de-teste', versao: 1 } as const
    const hub: EnrichHub = await enrichHub(t, {
      tokens: {
        of: () => Promise.resolve(token),
        renew: () => Promise.resolve({ ...token, versao: 2 }),
        refused: async () => {
          await hub.sql.rows(`update hub.integracao_conector set status = 'REAUTORIZAR'`)
          return { kind: 'reauthorize' }
        },
      },
    })
    const own = fixture(body) as { id?: string | number; seller?: object }
    const answer =
      own.seller === undefined ? own : { ...own, seller: { id: Number(seller.userId) } }
    const path = resource ?? `/orders/${own.id}`
    hub.marketplace.answer = (response, asked) => {
      if (asked === path) json(answer, status)(response)
      else if (asked in beside) json(beside[asked])(response)
      else json({}, 404)(response)
    }
    await hub.requestFetch(path)
    await hub.round()
    assert.deepEqual(hub.outcomes, [outcome])
    await hub.drain()
    const found = await hub.sql.rows(
      `select p.external_id as id, processing.register_value(p.reg_status_pedido) as a, processing.register_value(p.reg_status_envio) as b,
         processing.register_value(p.reg_etiqueta) as c, p.destinatario_nome as d,
         (select count(*)::int from hub.pedido_item as i where i.pedido_id = p.id) as e
       from hub.pedido as p`,
    )
    const made = Object.fromEntries(found.map(({ id, a, b, c, d, e }) => [id, [a, b, c, d, e]]))
    assert.deepEqual(made, pedidos)
  })
}

test('only a path of its topic with an id makes a request, whatever else a notification brings', async (t) => {
  const hub = await enrichHub(t)
  const nasty = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.webUrl(),
    fc.constantFrom(
      '//evil',
      '/../oauth/token',
      '/orders/1@host',
      '/orders/%31',
      '/orders/１',
      '/orders/1/../2',
    ),
    fc.string({ maxLength: 20 }).map((text) => `/orders/${text}`),
  )
  const paths = fc
    .sample(nasty, { numRuns: 500, seed: 1 })
    .filter((path) => !/^\/(orders|shipments)\/[1-9]\d{0,19}$/.test(path))
  const safe = paths.filter(
    (path) => !path.includes('\0') && path.isWellFormed() && path.length <= 120,
  )
  assert.ok(safe.length > 300)
  await hub.requestFetch(...safe)
  await hub.round()
  assert.deepEqual(hub.marketplace.received, [])
  assert.equal(await hub.sql.value('select count(*)::int from hub.pedido'), 0)
})
