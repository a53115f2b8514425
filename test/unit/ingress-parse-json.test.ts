/** A number that a double can't hold is not silently rounded. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseJson } from '../../src/ingress/parse-json.ts'

function parse(text: string): unknown {
  const parsed = parseJson(Buffer.from(text))
  return parsed.ok ? parsed.json : 'refused'
}

test('a number of more than 17 digits is NaN, however it is written; a shorter one is itself', () => {
  for (const text of [
    '12345678901234567890',
    '-12345678901234567890',
    '1.2345678901234567890',
    '2.000000000000000000001',
    '12345678901234567890e-19',
  ]) {
    assert.ok(Number.isNaN(parse(text)), text)
    assert.deepEqual(parse(`{"a":[${text},1]}`), { a: [NaN, 1] })
  }
  for (const text of ['9007199254740991', '0.00000000000000000000125', '1.2', '-0', '1e3']) {
    assert.ok(Object.is(parse(text), Number(text)), text)
  }
})

test('a text of many digits is a text', () => {
  assert.deepEqual(parse('{"a":"12345678901234567890","b":1}'), { a: '12345678901234567890', b: 1 })
})

test('a byte order mark is skipped, invalid UTF-8 refused', () => {
  assert.equal(parse('\uFEFF1'), 1)
  assert.equal(parseJson(Buffer.from([0x22, 0xc0, 0xaf, 0x22])).ok, false)
})

test('__proto__ is a name like any other', () => {
  const parsed = parse('{"__proto__":{"x":12345678901234567890}}')
  assert.equal(Object.getPrototypeOf(parsed), Object.prototype)
  assert.deepEqual(Object.keys(parsed as object), ['__proto__'])
})
