/**
 * No more is asked for than is used: every field of every published body is dropped, made null and given other types, one
 * at a time, and what needs none of it is still read.
 */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { fetchOrder } from '../../../src/mercado-livre/fetch/fetch-order.ts'
import type { FetchRequest } from '../../../src/mercado-livre/fetch/fetch-requests.ts'
import { readNotification } from '../../../src/mercado-livre/translate/notification.ts'
import type { MarketplaceRequest } from '../../../src/mercado-livre/http/request.ts'
import { fixture, fixtureText } from '../../support/marketplace/marketplace-fixture.ts'
import { oddBodies } from '../../support/marketplace/odd-bodies.ts'
import { translatedOrder, translatedShipment } from '../../support/marketplace/translated.ts'

type Json = Readonly<Record<string, unknown>>
const orders = [
  'order-paid-no_shipping-pack_null-mlb',
  'order-paid-pack-two_variation_attributes-qty2-mlb',
  'order-paid-variation-test_order-mlb',
]
const shipments = [
  'shipment-legacy-drop_off-ready_to_print-mlb',
  'shipment-new-format-drop_off-printed',
  'shipment-new-format-pending-buffered',
  'shipment-new-format-delivered-minimal-mlb',
]

suite('an order needs its id and a date', () => {
  for (const name of orders) {
    test(name, () => {
      const whole = translatedOrder(fixture(name))
      let bodies = 0
      for (const { path, odd, body } of oddBodies(fixture(name))) {
        bodies++
        if (path === 'id') continue
        const read = translatedOrder(body)
        assert.ok(read !== null, `${path} = ${JSON.stringify(odd)}`)
        if (path.startsWith('order_items')) continue
        assert.deepEqual(read.event.payload.itens, whole?.event.payload.itens, path)
      }
      assert.ok(bodies > 500)
    })
  }
})

suite('a shipment needs its status and a date', () => {
  for (const name of shipments) {
    test(name, () => {
      const whole = translatedShipment(fixture(name))
      for (const { path, odd, body } of oddBodies(fixture(name))) {
        // The only date of the minimal one; and what is its status is said by it alone.
        if (path === 'status' || (name.includes('minimal') && path === 'date_created')) continue
        const read = translatedShipment({ ...body, id: (fixture(name) as Json)['id'] })
        assert.ok(read !== null, `${path} = ${JSON.stringify(odd)}`)
        if (path === 'substatus') continue
        const [status, expected] = [read, whole].map(
          (each) => each?.eventFor('1').payload.statusEnvio,
        )
        assert.equal(status, expected, path)
      }
    })
  }
})

test('an order is stored even when its shipment can’t be read, and says why it has none', async () => {
  const name = 'order-paid-pack-two_variation_attributes-qty2-mlb'
  const order = fixture(name) as { id: number; seller: { id: number } }
  const request: FetchRequest = {
    id: '1',
    lockVersion: 1,
    resource: `/orders/${order.id}`,
    seller: { conectorId: '1', tenantId: '123', clientId: '8', userId: String(order.seller.id) },
    wantsDocument: false,
    origin: 'WEBHOOK',
    traceId: null,
    postponements: 0,
  }
  const shipment = { ...(fixture('shipment-new-format-drop_off-printed') as Json), id: 44001234567 }
  const bodies = [...oddBodies(shipment)].map(({ body }) => body)
  const readAt = new Date('2026-09-27T18:00:00Z')
  for (const parcel of [...bodies, null, 'x', 7, [], {}] as readonly unknown[]) {
    const client = (_: unknown, { operation }: MarketplaceRequest) => {
      const body = operation === 'order' ? order : parcel
      return Promise.resolve({ kind: 'found', body, partial: false, readAt } as const)
    }
    const result = await fetchOrder(client, request, String(order.id), {
      firstReadingMaxAgeMs: 1e9,
    })
    assert.ok(result.kind === 'fetched')
    const { events, missing, orders: read } = result.fetched
    assert.equal(events[0]?.tipo, 'ORDER_UPDATED')
    assert.equal(events[0].payload.itens?.length, 1)
    if (read[0]?.envioErro == null) assert.equal(events.length >= 1, true)
    else assert.match(missing?.motivo ?? '', /^o envio/)
  }
})

suite(
  'a notification needs its resource, user and application, and its topic where that is not fetched',
  () => {
    for (const name of [
      'notification-orders_v2',
      'notification-shipments',
      'notification-items-with-_id',
    ]) {
      test(name, () => {
        const needed = new Set(['resource', 'user_id', 'application_id'])
        if (name.includes('items')) needed.add('topic')
        const whole = readNotification(fixtureText(name))
        const extra = { ...(fixture(name) as Json), _id: 'a', received: '2026-01-01T00:00:00Z' }
        for (const { path, odd, body } of oddBodies(extra)) {
          if (needed.has(path)) continue
          const read = readNotification(`\uFEFF${JSON.stringify(body)}`)
          assert.ok(read !== null, `${path} = ${JSON.stringify(odd)}`)
          const isText = typeof odd === 'string' && odd.trim() !== ''
          const { topic } = path === 'topic' && !isText ? (whole ?? {}) : read
          assert.deepEqual({ ...read, key: '' }, { ...whole, topic, key: '' })
          assert.ok(read.key.length >= 1 && read.key.length <= 128)
        }
      })
    }

    const bare = { topic: 'orders_v2', resource: '/orders/1', user_id: 7, application_id: 8 }
    const key = (more: object, at = 0) =>
      readNotification(JSON.stringify({ ...bare, ...more }), new Date(at))?.key

    test('an id that can’t be kept still tells two notifications apart', () => {
      assert.equal(key({ _id: { $oid: 'a' } }), key({ _id: { $oid: 'a' } }, 1e9))
      assert.notEqual(key({ _id: { $oid: 'a' } }), key({ _id: { $oid: 'b' } }))
    })

    test('where nothing tells two notifications apart, a later one is not taken for a second delivery', () => {
      assert.equal(key({}), key({}, 59_999))
      assert.notEqual(key({}), key({}, 60_000))
    })
  },
)

test('text for numbers, and numbers for text', () => {
  const read = translatedOrder({
    id: '7',
    last_updated: 1_795_900_000_000,
    pack_id: 9,
    seller: { id: '2' },
    order_items: [{ item: { id: 5, variation_id: 0, seller_sku: 12 }, quantity: '2' }],
  })
  assert.deepEqual(read?.event.payload.itens, [{ sku: '12', quantidade: 2 }])
  assert.equal(read.packId, '9')
})

test('an odd field is named by its path, never by its value', () => {
  const read = translatedOrder({
    id: 7,
    last_updated: '2026-11-20T09:00:00.000-04:00',
    pack_id: 'Maria',
    seller: { id: 2 },
    order_items: [
      { item: 'Maria', quantity: 'Maria' },
      { item: { id: 'A' }, quantity: 1 },
    ],
  })
  assert.deepEqual(read?.oddities, [
    'order_items[0].item: deve ser um objeto',
    'order_items[0].item.id: deve ser um texto',
    'order_items[0].quantity: deve ser um número',
    'pack_id: deve ser um número',
  ])
  assert.deepEqual(read.event.payload.itens, [{ sku: 'A', quantidade: 1 }])
})
