import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseLosslessJson } from '../../../src/core/json/lossless-json.ts'
import { maskDeep } from '../../../src/core/text/mask-deep.ts'

const NUMBERS = ['12345678901234567890', '-0', '1.10', '1e400', '0.1', '-2.50E-7', '7', '1.0']

test('every number is written as it was read, digit for digit', () => {
  const text = `{"a":[${NUMBERS.join(',')}]}`
  assert.equal(JSON.stringify(parseLosslessJson(text)), text)
})

test('masking keeps the digits of a number, unless they identify a person', () => {
  const text = `{"pedido":12345678901234567890,"peso":1.10,"doc":12345678909,"telefone":5511999990000.0}`
  assert.equal(
    JSON.stringify(maskDeep(parseLosslessJson(text))),
    '{"pedido":12345678901234567890,"peso":1.10,"doc":"***.***.***-09","telefone":"***-0000"}',
  )
})

test('whatever JSON.stringify writes is read, and written again as it was', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      const plain = JSON.stringify(JSON.parse(text))
      assert.equal(JSON.stringify(parseLosslessJson(plain)), plain)
    }),
  )
})
