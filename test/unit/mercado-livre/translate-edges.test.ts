/** What the translators make of unusual bodies. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { translatedOrder, translatedShipment } from '../../support/marketplace/translated.ts'

const last_updated = '2026-09-27T12:05:00.000Z'

for (const [item, sku] of [
  [{ seller_sku: 'ESPAÇADOR C/500 PÇS', seller_custom_field: 'B' }, 'ESPAÇADOR C/500 PÇS'],
  [{ seller_sku: null, seller_custom_field: 'B' }, 'B'],
  [{ seller_sku: '  ' }, 'MLB1'],
] as const) {
  test(`the seller’s own name of an item comes first: ${sku}`, () => {
    const body = {
      id: 1,
      last_updated,
      seller: { id: 9 },
      order_items: [{ item: { id: 'MLB1', ...item }, quantity: 1 }],
    }
    const translated = translatedOrder(body)
    assert.deepEqual(translated?.event.payload.itens, [{ sku, quantidade: 1 }])
  })
}

const shipment = (changes: object) => translatedShipment({ id: 43, last_updated, ...changes })
const lead_time = { buffering: { date: '2026-10-01T00:00:00.000Z' } }

test('a date of buffering counts only while the label is held back', () => {
  const status = 'pending'
  const held = shipment({ status, substatus: 'buffered', lead_time })
  assert.deepEqual(held?.bufferedUntil, new Date('2026-10-01T00:00:00.000Z'))
  assert.equal(shipment({ status, substatus: 'manufacturing', lead_time })?.bufferedUntil, null)
})

for (const [status, substatus, etiqueta] of [
  ['ready_to_ship', null, undefined],
  ['ready_to_ship', 'ready_to_print', '43'],
  ['pending', 'buffered', undefined],
  ['handling', 'invoice_pending', undefined],
  ['shipped', null, '43'],
  ['delivered', null, '43'],
  ['not_delivered', 'returning_to_sender', '43'],
  ['cancelled', null, undefined],
] as const) {
  const what = etiqueta === undefined ? 'no label' : 'a label'
  test(`${status}/${String(substatus)} has ${what}`, () => {
    const event = shipment({ status, substatus })?.eventFor('1')
    assert.equal(event?.payload.etiqueta, etiqueta)
    assert.equal(event?.tipo, etiqueta === undefined ? 'STATUS_CHANGED' : 'LABEL_AVAILABLE')
  })
}
