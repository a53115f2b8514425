import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { HubError } from '../../../src/core/errors.ts'
import { maskDeep } from '../../../src/core/text/mask-deep.ts'

test('the envelope of an order keeps its other data and loses the personal data', () => {
  const envelope = {
    canal: 'ML',
    tenantId: 123,
    externalId: 'ML-ORD-987654',
    payload: {
      destinatario: {
        nome: 'Maria Silva',
        doc: '12345678909',
        telefone: '+5511999990000',
        apelido: 'Mari',
        endereco: { rua: 'Rua das Flores', numero: 12 },
      },
      itens: [{ sku: 'ABC-1', quantidade: 2 }],
      volume: { peso: 1.2, dimensoes: { altura: 10 } },
      etiqueta: 'BR123456789',
      status: 'ready_to_ship',
    },
  }
  assert.deepEqual(maskDeep(envelope), {
    canal: 'ML',
    tenantId: 123,
    externalId: 'ML-ORD-987654',
    payload: {
      destinatario: {
        nome: 'Maria S.',
        doc: '***.***.***-09',
        telefone: '+55 11 *****-0000',
        apelido: '***',
        endereco: { rua: '***', numero: '***' },
      },
      itens: [{ sku: 'ABC-1', quantidade: 2 }],
      volume: { peso: 1.2, dimensoes: { altura: 10 } },
      etiqueta: 'BR123456789',
      status: 'ready_to_ship',
    },
  })
})

test('credentials are hidden under any spelling of their name, with all that is inside', () => {
  const masked = maskDeep({
    clientSecret: 'a1',
    client_secret_enc: 'a2',
    'X-ML-Signature': 'a3',
    headers: { Authorization: 'a4', cookie: ['a5', 'a6'] },
    accessToken: { value: 'a7', nome: 'Segredo a8' },
    senha: 1234,
    PASSWORD: 'a9',
    tokenPresent: true,
  })
  assert.doesNotMatch(JSON.stringify(masked), /a\d|Segredo|1234/)
  assert.equal((masked as { tokenPresent: boolean }).tokenPresent, true)
})

test('numbers stay numbers unless they may identify a person', () => {
  assert.deepEqual(
    maskDeep({ id: 42, big: 2n ** 53n, order: 2000003508419013, ms: 12.5, x: 12345678909, doc: 7 }),
    {
      id: 42,
      big: '9007199254740992',
      order: 2000003508419013,
      ms: 12.5,
      x: '***.***.***-09',
      doc: '***',
    },
  )
})

test('keys are masked too, and __proto__ stays a plain field', () => {
  const masked = maskDeep(JSON.parse('{"12345678909":1,"__proto__":{"polluted":true}}'))
  assert.deepEqual(Object.keys(masked as object), ['***.***.***-09', '__proto__'])
  assert.equal(Object.getPrototypeOf(masked), Object.prototype)
  assert.equal('polluted' in {}, false)
})

test('maps, sets, dates, bytes and addresses become plain data', () => {
  assert.deepEqual(
    maskDeep({
      map: new Map([['cpf', '12345678909']]),
      set: new Set(['maria@dominio.com']),
      date: new Date(0),
      never: new Date(NaN),
      bytes: Buffer.from('12345678909'),
      url: new URL('postgres://hub:senha@db/hub'),
      fn: () => 1,
      nothing: null,
    }),
    {
      map: { cpf: '***.***.***-09' },
      set: ['m***@d***.com'],
      date: '1970-01-01T00:00:00.000Z',
      never: null,
      bytes: '[11 bytes]',
      url: 'postgres://***@db/hub',
      fn: '[function]',
      nothing: null,
    },
  )
})

test('an error keeps type, message, code and cause, and nothing that a driver has attached', () => {
  const cause = Object.assign(new TypeError('cpf 12345678909'), {
    code: '23514',
    detail: 'Failing row contains (Maria Silva)',
    parameters: ['Maria Silva'],
  })
  const error = new HubError('conflict', 'de maria@dominio.com', { cause })
  const masked = maskDeep({ error }) as { error: Record<string, unknown> }
  assert.equal(masked.error['type'], 'HubError')
  assert.equal(masked.error['code'], 'conflict')
  assert.equal(masked.error['message'], 'de m***@d***.com')
  const inner = masked.error['cause'] as Record<string, unknown>
  assert.equal(inner['type'], 'TypeError')
  assert.equal(inner['code'], '23514')
  assert.doesNotMatch(JSON.stringify(masked), /Maria|12345678909|maria@/)
})

test('cycles, getters that throw, depth and size all end in a mark', () => {
  const circle: Record<string, unknown> = {}
  circle['self'] = circle
  assert.deepEqual(maskDeep(circle), { self: '[circular]' })

  const trap = Object.defineProperty({}, 'x', {
    enumerable: true,
    get: () => assert.fail('read'),
  })
  assert.deepEqual(maskDeep({ trap }), { trap: '[unreadable]' })

  let deep: unknown = 'end'
  for (let level = 0; level < 100; level += 1) deep = { deep }
  assert.match(JSON.stringify(maskDeep(deep)), /\[cut\]/)

  const wide = maskDeep(Array.from({ length: 100_000 }, () => 1)) as unknown[]
  assert.equal(wide.at(-1), '[cut]')
  assert.ok(wide.length <= 5001)
  const shared = [1, 2, 3]
  assert.deepEqual(maskDeep([shared, shared]), [shared, shared])
})

test('nothing makes it throw, and its result is always JSON', () => {
  fc.assert(
    fc.property(fc.anything({ withBigInt: true, withMap: true, withSet: true }), (value) => {
      JSON.stringify(maskDeep({ value }))
    }),
  )
})
