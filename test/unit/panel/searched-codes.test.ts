/** What a scanner reads, and a hand types, becomes the code that was meant. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { searchedCodes } from '../../../src/panel/orders/list/searched-codes.ts'

const SHIPMENT = '44444444444'
const ORDER = '2000001234567890'

const CASES: readonly (readonly [read: string, meant: string])[] = [
  ['BR123456789', 'BR123456789'],
  ['ML-ORD-987654', 'ML-ORD-987654'],
  [' PACK-9 \r\n', 'PACK-9'],
  [`${SHIPMENT}\t`, SHIPMENT],
  [`\u0002${SHIPMENT}\u0003\r`, SHIPMENT],
  [`\u00A0${SHIPMENT}\u200B\uFEFF`, SHIPMENT],
  [`]C1${SHIPMENT}`, SHIPMENT],
  [`]Q3{"id":"${SHIPMENT}"}`, SHIPMENT],
  // The marketplace's QR code, with more fields, other orders, a number for a text.
  [`{"id":"${SHIPMENT}"}`, SHIPMENT],
  [`{"id":"${SHIPMENT}","sender_id":123456789,"hash_code":"x/1+=","security_digit":"0"}`, SHIPMENT],
  [`{"sender_id":123456789,"t":"lm","id":"${SHIPMENT}"}`, SHIPMENT],
  [`{"sender":{"id":7},"id":${SHIPMENT}}\r\n`, SHIPMENT],
  [`{ "ID" : "${SHIPMENT}" }`, SHIPMENT],
  ['{"id":20000000000000012345}', '20000000000000012345'],
  [`{"id":null,"shipment_id":${SHIPMENT}}`, SHIPMENT],
  [`{"id":" #${ORDER} "}`, ORDER],
  ['{"id":"AB-12"}', 'AB-12'],
  // Cut off, in Caps Lock, and by a scanner that believes in another keyboard.
  [`{"id":"${SHIPMENT}","sender_id":1234`, SHIPMENT],
  [`{"SENDER_ID":123456789,"ID":"${SHIPMENT}"}`, SHIPMENT],
  [`\`îd^Ç^${SHIPMENT}^,^sender_id^Ç123456789,^hash_code^Ç^x^`, SHIPMENT],
  [`\`^sender_id^Ç123456789,^id^Ç^${SHIPMENT}^\``, SHIPMENT],
  // What the marketplace's screens write, and what its addresses hold.
  [`#${ORDER}`, ORDER],
  [`# ${ORDER}`, ORDER],
  [`＃${ORDER}`, ORDER],
  [`Venda #${ORDER}`, ORDER],
  [`pedido nº ${ORDER}`, ORDER],
  [`ENVIO: ${SHIPMENT}`, SHIPMENT],
  [`https://www.mercadolivre.com.br/vendas/${ORDER}/detalhe?x=1`, ORDER],
  [`/shipments/${SHIPMENT}`, SHIPMENT],
  [`/orders/${ORDER}/`, ORDER],
  // As people write codes down.
  ['2000 0012 3456 7890', ORDER],
  ['AA 123 456 789 BR', 'AA123456789BR'],
  ['２０００００１２３４５６７８９０', ORDER],
  ['ＢＲ１２３４５６７８９', 'BR123456789'],
  ['ML\u2011ORD\u2013987654', 'ML-ORD-987654'],
  ['br123456789', 'br123456789'],
  ['01310100 00000000123 AA123456789BR 250000000000', 'AA123456789BR'],
  // What begins like one of these and is none.
  ['PACK-9', 'PACK-9'],
  ['PEDIDO123', 'PEDIDO123'],
  ['ID-12345', 'ID-12345'],
  ['{}', '{}'],
  ['{"id":', '{"id":'],
  ['{"id":[1]}', '{"id":[1]}'],
]

for (const [read, meant] of CASES) {
  test(`${JSON.stringify(read)} means ${meant}`, () => {
    assert.equal(searchedCodes(read)[0], meant)
  })
}

test('what was read is looked for as it stands too, if what was meant is another', () => {
  assert.deepEqual(searchedCodes('Venda 123456'), ['123456', 'Venda 123456'])
  assert.deepEqual(searchedCodes(`0${SHIPMENT}`), [`0${SHIPMENT}`, SHIPMENT])
  assert.deepEqual(searchedCodes('ABC-1'), ['ABC-1'])
})

test('blanks alone mean nothing', () => {
  for (const read of ['', ' ', '\t\r\n', '\u00A0\u200B', '\0'])
    assert.deepEqual(searchedCodes(read), [])
})

test('whatever is read, it is one to three short codes that the database can hold, and one of them means itself', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.json()), (read) => {
      for (const code of searchedCodes(read)) {
        assert.ok(code.length > 0 && code.length <= 128)
        assert.doesNotMatch(code, /[\p{Cc}]/u)
        assert.equal(code.trim(), code)
      }
    }),
  )
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Z0-9]{4,12}-?[A-Z0-9]{1,12}$/), (code) => {
      for (const suffix of ['', '\r', '\n', '\r\n', '\t', ' ']) {
        assert.ok(searchedCodes(code + suffix).includes(code))
      }
    }),
  )
})
