/** What is kept of a payload, and in which spelling. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { minimise } from '../../../src/ingress/envelope/minimise.ts'

function keep(payload: unknown): unknown {
  const kept = minimise(payload)
  assert.ok(kept.success)
  return JSON.parse(JSON.stringify(kept.output))
}

test('only the contract’s fields are kept', () => {
  const destinatario = { nome: 'Maria', doc: '1', telefone: '2' }
  const payload = {
    destinatario: { ...destinatario, email: 'm@x.br', endereco: { rua: 'A' } },
    itens: [{ sku: 'A', quantidade: 2, preco: 9.9, titulo: 'Camisa' }],
    volume: { peso: 1, dimensoes: { altura: 1, largura: 2, comprimento: 3, cor: 'azul' }, foto: 1 },
    etiqueta: 'BR1',
    status: 's',
    statusPedido: 'paid',
    buyer: { id: 1 },
  }
  assert.deepEqual(keep(payload), {
    destinatario,
    itens: [{ sku: 'A', quantidade: 2 }],
    volume: { peso: 1, dimensoes: { altura: 1, largura: 2, comprimento: 3 } },
    etiqueta: 'BR1',
    status: 's',
  })
})

test('null, blank text, an empty list and an object of nothing are absent', () => {
  const nothings = [undefined, null, '', ' \t\n', []]
  for (const nothing of nothings) {
    assert.deepEqual(
      keep({
        destinatario: { nome: nothing, doc: nothing, telefone: nothing },
        itens: nothing,
        volume: { peso: nothing, dimensoes: nothing },
        etiqueta: nothing,
        status: nothing,
      }),
      {},
    )
    assert.deepEqual(keep({ destinatario: nothing, volume: nothing }), {})
  }
  assert.deepEqual(keep({ destinatario: {}, volume: {} }), {})
})

test('dimensoes are read from an object and from a text, height first', () => {
  const read = (dimensoes: unknown) => keep({ volume: { dimensoes } })
  const expected = (altura: number, largura: number, comprimento: number) => ({
    volume: { dimensoes: { altura, largura, comprimento } },
  })
  assert.deepEqual(read({ altura: 1, largura: 2.5, comprimento: 3 }), expected(1, 2.5, 3))
  for (const text of ['10x20x30', '10 x 20 x 30 cm', ' 10X20×30cm ', '10*20*30', '10,0x20.0x30']) {
    assert.deepEqual(read(text), expected(10, 20, 30), text)
  }
  const refused = [
    '10x20',
    '10x20x30x40',
    'axbxc',
    '0x1x1',
    '-1x1x1',
    '1e3x1x1',
    'x'.repeat(65),
    10,
    true,
  ]
  for (const bad of refused)
    assert.equal(minimise({ volume: { dimensoes: bad } }).success, false, String(bad))
})

test('items have one spelling, whatever their order and however a SKU is split', () => {
  const item = fc.record({
    sku: fc.constantFrom('A', 'B', 'á', 'a', '__proto__', 'constructor', '10', '9'),
    quantidade: fc.integer({ min: 1, max: 9000 }).map((n) => n / 1000),
  })
  fc.assert(
    fc.property(fc.array(item, { minLength: 1, maxLength: 12 }), fc.nat(), (itens, seed) => {
      const shuffled = itens
        .map((each, index) => [((index + 1) * (seed + 7919)) % 104_729, each] as const)
        .sort(([a], [b]) => a - b)
        .map(([, each]) => ({ quantidade: each.quantidade, sku: ` ${each.sku} ` }))
      const kept = keep({ itens })
      assert.equal(JSON.stringify(keep({ itens: shuffled })), JSON.stringify(kept))
      const skus = (kept as { itens: { sku: string }[] }).itens.map(({ sku }) => sku)
      assert.deepEqual(skus, [...new Set(itens.map(({ sku }) => sku))].sort())
    }),
  )
})
