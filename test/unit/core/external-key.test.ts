/** A SKU or an external status has one spelling, whichever side it comes from. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { externalKey } from '../../../src/core/text/external-key.ts'
import { readEnvelope } from '../../../src/ingress/envelope/envelope.ts'
import { translatedOrder } from '../../support/marketplace/translated.ts'

test('blanks at the ends, no-break spaces, invisible characters and composition make no different key', () => {
  const same: readonly (readonly [string, string])[] = [
    ['PAD-1 ', 'PAD-1'],
    ['\tPAD-1\r\n', 'PAD-1'],
    ['\u00A0PAD\u00A01\u00A0', 'PAD 1'],
    ['\uFEFFPAD-1\u200B', 'PAD-1'],
    ['cafe\u0301', 'caf\u00E9'],
    ['\u3000', ''],
  ]
  for (const [typed, key] of same) assert.equal(externalKey(typed), key, JSON.stringify(typed))
  for (const other of ['pad-1', 'PAD  1', 'PAD-1', '---', 'XX', '0', 'K\u2126'.normalize('NFC')]) {
    assert.equal(externalKey(other), other)
  }
})

test('an event in the signed form gets that spelling for its SKUs and its status', () => {
  const evento = readEnvelope(
    {
      canal: 'ML',
      tenantId: 1,
      tipo: 'ORDER_CREATED',
      externalId: 'A',
      versao: 1,
      payload: {
        itens: [
          { sku: '\u00A0PAD-1', quantidade: 1 },
          { sku: 'PAD-1\u200B', quantidade: 2 },
        ],
        status: 'pronto\u00A0agora ',
      },
    },
    { mayUse: () => true, origem: 'WEBHOOK', conferencia: 'HMAC', traceId: 't' },
  )
  assert.ok(evento.ok)
  assert.deepEqual(evento.event.payload, {
    itens: [{ sku: 'PAD-1', quantidade: 3 }],
    status: 'pronto agora',
  })
})

test('a SKU is never mistaken for a masked value', () => {
  for (const sku of ['XX', 'xxx-1', '---', '*', '...', '0', '000']) {
    const order = translatedOrder({
      id: 1,
      last_updated: '2026-11-20T09:00:00.000-04:00',
      status: 'paid',
      order_items: [{ item: { id: 'MLB9', seller_sku: sku }, quantity: 1 }],
      seller: { id: 2 },
    })
    const { itens } = order?.event.payload as { itens: unknown }
    assert.deepEqual(itens, [{ sku, quantidade: 1 }])
  }
})
