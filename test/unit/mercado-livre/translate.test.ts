/** Bodies of the marketplace become internal events. The expectations were written by hand, from what is known of the API. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { fixture } from '../../support/marketplace/marketplace-fixture.ts'
import { translatedOrder, translatedShipment } from '../../support/marketplace/translated.ts'
import { billingDocument } from '../../../src/mercado-livre/translate/translate-order.ts'

suite('orders', () => {
  const expected = [
    {
      name: 'order-paid-no_shipping-pack_null-mlb',
      externalId: '2000015223400001',
      versao: Date.parse('2026-02-20T16:03:52Z'),
      payload: {
        destinatario: { nome: 'João Gonçalves Assunção' },
        itens: [{ sku: 'MLB6256521662', quantidade: 1 }],
        statusPedido: 'order:paid',
      },
      others: {
        sellerId: '3081700001',
        shipmentId: null,
        logistica: null,
        packId: null,
        billingInfoId: '812715700000000001',
      },
    },
    {
      name: 'order-paid-pack-two_variation_attributes-qty2-mlb',
      externalId: '2000001111111111',
      versao: Date.parse('2026-09-27T16:05:00Z'),
      payload: {
        destinatario: { nome: 'Maria Aparecida da Silva' },
        itens: [{ sku: 'FONE-PT', quantidade: 2 }],
        statusPedido: 'order:paid',
      },
      others: {
        sellerId: '999000111',
        shipmentId: '44001234567',
        logistica: null,
        packId: '2000009876543210',
        billingInfoId: '700000000000000001',
      },
    },
    {
      name: 'order-paid-variation-test_order-mlb',
      externalId: '2000003508897196',
      versao: Date.parse('2022-04-08T21:03:32Z'),
      payload: {
        itens: [{ sku: 'MLB2608564035/174390848694', quantidade: 1 }],
        statusPedido: 'order:paid',
      },
      others: {
        sellerId: '478055419',
        shipmentId: '41297142475',
        logistica: null,
        packId: '2000003508553677',
        billingInfoId: null,
      },
    },
  ]
  for (const { name, externalId, versao, payload, others } of expected) {
    test(name, () => {
      const translated = translatedOrder(fixture(name))
      assert.ok(translated !== null)
      const { kind: _, oddities, event, buyerId, ...rest } = translated
      assert.deepEqual(oddities, [])
      assert.match(String(buyerId), /^\d+$/)
      const { marca, ...told } = event
      assert.match(marca, /^[0-9a-f]{8}$/)
      assert.deepEqual(told, { externalId, tipo: 'ORDER_UPDATED', versao, payload })
      assert.deepEqual(rest, others)
    })
  }

  const order = (changes: object) => ({
    id: 2000001,
    last_updated: '2026-09-27T12:05:00.000-04:00',
    seller: { id: '9' },
    ...changes,
  })

  test('a buyer beside a receiver leaves the name alone', () => {
    const body = fixture('order-paid-pack-two_variation_attributes-qty2-mlb')
    const translated = translatedOrder(body, false)
    assert.equal(translated?.event.payload.destinatario, undefined)
  })

  test('a risk of fraud becomes the status, whatever the status is', () => {
    const body = order({ status: 'paid', tags: ['paid', 'fraud_risk_detected'] })
    assert.equal(translatedOrder(body)?.event.payload.statusPedido, 'order:fraud_risk_detected')
  })

  test('a partial answer brings what it has and blanks nothing', () => {
    const translated = translatedOrder(order({ status: 'cancelled' }))
    assert.deepEqual(translated?.event.payload, { statusPedido: 'order:cancelled' })
  })

  test('the same date has another marca with a fuller payload, and the same one with the same payload', () => {
    const [bare, again, fuller] = [{}, {}, { status: 'paid' }].map(
      (each) => translatedOrder(order(each))?.event.marca,
    )
    assert.equal(bare, again)
    assert.notEqual(bare, fuller)
  })

  test('ids as text, and ids beyond 2^53, keep their digits', () => {
    const translated = translatedOrder(order({ id: '9007199254740993123' }))
    assert.equal(translated?.event.externalId, '9007199254740993123')
  })

  for (const [what, body] of Object.entries({
    'an error': fixture('error-404-order_not_found'),
    text: 'Too Many Requests',
    null: null,
    'a list': [],
    'an order without a date': order({ last_updated: null }),
    'an order with a path for an id': order({ id: '../oauth/token' }),
  })) {
    test(`${what} is no order`, () => assert.equal(translatedOrder(body), null))
  }
})

suite('shipments', () => {
  const expected = [
    {
      name: 'shipment-legacy-drop_off-ready_to_print-mlb',
      tipo: 'LABEL_AVAILABLE',
      versao: Date.parse('2020-05-22T10:55:52Z'),
      payload: {
        destinatario: { nome: 'Teste Endereço', telefone: '11 23456789' },
        etiqueta: '1010101589653',
        statusEnvio: 'shipment:ready_to_ship/ready_to_print',
      },
      bufferedUntil: null,
    },
    {
      name: 'shipment-new-format-drop_off-printed',
      tipo: 'LABEL_AVAILABLE',
      versao: Date.parse('2021-04-26T22:24:06Z'),
      payload: {
        destinatario: { nome: 'Mara asas' },
        volume: { peso: 0.345, dimensoes: { altura: 3, largura: 33, comprimento: 45 } },
        etiqueta: 'MMXQP014735497E',
        statusEnvio: 'shipment:ready_to_ship/printed',
      },
      bufferedUntil: null,
    },
    {
      name: 'shipment-new-format-pending-buffered',
      tipo: 'STATUS_CHANGED',
      versao: Date.parse('2020-10-20T19:09:22Z'),
      payload: {
        volume: { peso: 0.95, dimensoes: { altura: 14, largura: 19, comprimento: 38 } },
        statusEnvio: 'shipment:pending/buffered',
      },
      bufferedUntil: new Date('2020-10-21T20:18:26.000Z'),
    },
  ]
  for (const { name, tipo, versao, payload, bufferedUntil } of expected) {
    test(name, () => {
      const translated = translatedShipment(fixture(name))
      assert.ok(translated !== null)
      const { marca, ...told } = translated.eventFor('2000001')
      assert.match(marca, /^[0-9a-f]{8}$/)
      assert.deepEqual(told, { externalId: '2000001', tipo, versao, payload })
      assert.deepEqual(translated.bufferedUntil, bufferedUntil)
      assert.equal(translated.isForward, true)
      assert.deepEqual(translated.oddities, [])
    })
  }

  const shipment = (changes: object) => ({
    id: 43,
    last_updated: '2026-09-27T12:05:00.000Z',
    status: 'ready_to_ship',
    ...changes,
  })
  const payloadOf = (changes: object) =>
    translatedShipment(shipment(changes))?.eventFor('1').payload

  test('a shipment without the date of its last change, as one was published, is as old as itself', () => {
    const translated = translatedShipment(fixture('shipment-new-format-delivered-minimal-mlb'))
    assert.equal(translated?.versao, Date.parse('2026-06-14T13:20:00Z'))
    assert.equal(translated.eventFor('1').payload.statusEnvio, 'shipment:delivered')
  })

  test('hidden names and telephones are left out', () => {
    const hidden = { receiver_name: 'XXXXXXX', receiver_phone: 'XXXXXXX' }
    assert.equal(payloadOf({ destination: hidden })?.destinatario, undefined)
  })

  test('the destination comes before the old address', () => {
    const both = {
      destination: { receiver_name: 'Ana' },
      receiver_address: { receiver_name: 'Bia', receiver_phone: '11 99999-0000' },
    }
    assert.deepEqual(payloadOf(both)?.destinatario, { nome: 'Ana', telefone: '11 99999-0000' })
  })

  test('a parcel that waits for its invoice has no label, whatever its tracking number', () => {
    const waiting = { substatus: 'invoice_pending', tracking_number: 'BR1' }
    assert.equal(payloadOf(waiting)?.etiqueta, undefined)
  })

  test('a label without a tracking number is known by its shipment', () => {
    assert.equal(payloadOf({ substatus: 'ready_to_print', tracking_number: null })?.etiqueta, '43')
  })

  test('an unknown status passes as it is', () => {
    assert.equal(
      payloadOf({ status: 'teleported', substatus: 'first_visit' })?.statusEnvio,
      'shipment:teleported/first_visit',
    )
  })

  test('the measures of an item are the parcel’s only where it is alone', () => {
    const items = (quantity: number) => [{ quantity, dimensions: '9.0x25.0x36.0,1032.0' }]
    assert.deepEqual(payloadOf({ shipping_items: items(1) })?.volume, {
      peso: 1.032,
      dimensoes: { altura: 9, largura: 25, comprimento: 36 },
    })
    assert.equal(payloadOf({ shipping_items: items(3) })?.volume, undefined)
  })

  for (const back of [{ logistic: { direction: 'return' } }, { type: 'return_to_buyer' }]) {
    test(`a return says nothing of what is picked up: ${JSON.stringify(back)}`, () => {
      assert.equal(translatedShipment(shipment(back))?.isForward, false)
    })
  }
})

suite('documents', () => {
  for (const [name, document] of [
    ['billing-info-mlb-pf-cpf', '32659430'],
    ['billing_info-v1-additional_info', '111111111'],
    ['error-404-order_not_found', null],
  ] as const) {
    test(name, () => assert.equal(billingDocument(fixture(name)), document))
  }

  test('one that is still being processed is none', () => {
    const body = { buyer: { billing_info: { identification: { number: null } } } }
    assert.equal(billingDocument(body), null)
  })
})
