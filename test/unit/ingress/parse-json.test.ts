/** A number that a double can't hold is not silently rounded. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseJson } from '../../../src/ingress/envelope/parse-json.ts'

function parse(text: string): unknown {
  const parsed = parseJson(Buffer.from(text))
  return parsed.ok ? parsed.json : 'refused'
}

test('a number of more than 17 digits is infinite, however it is written; a shorter one is itself', () => {
  for (const text of [
    '12345678901234567890',
    '-12345678901234567890',
    '1.2345678901234567890',
    '2.000000000000000000001',
    '12345678901234567890e-19',
  ]) {
    assert.equal(parse(text), Infinity, text)
    assert.deepEqual(parse(`{"a":[${text},1]}`), { a: [Infinity, 1] })
  }
  for (const text of ['9007199254740991', '0.00000000000000000000125', '1.2', '-0', '1e3']) {
    assert.ok(Object.is(parse(text), Number(text)), text)
  }
})

test('many digits in a text are not a number', () => {
  assert.deepEqual(parse('{"a":"12345678901234567890","b":1}'), { a: '12345678901234567890', b: 1 })
})

test('a byte order mark is skipped, invalid UTF-8 refused', () => {
  assert.equal(parse('\uFEFF1'), 1)
  assert.equal(parseJson(Buffer.from([0x22, 0xc0, 0xaf, 0x22])).ok, false)
})

test('other values stay as they are beside a number that is replaced', () => {
  for (const text of ['12345678901234567890.', '012345678901234567890', '--12345678901234567890'])
    assert.equal(parse(text), 'refused', text)
  assert.deepEqual(
    parse('{"e":"1\\"12345678901234567890","f":[true,false,null,12345678901234567890]}'),
    {
      e: '1"12345678901234567890',
      f: [true, false, null, Infinity],
    },
  )
})

test('what is too deep or has too many values is refused before it is parsed', () => {
  const problem = (text: string) => {
    const parsed = parseJson(Buffer.from(text))
    return parsed.ok ? null : parsed.problem
  }
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
  assert.equal(problem(nested(32)), null)
  assert.equal(problem(nested(33)), 'too_much')
  assert.equal(problem('{"a":'.repeat(33)), 'too_much')
  assert.equal(problem(`[${Array(199_999).fill(0).join()}]`), null)
  assert.equal(problem(`[${Array(200_001).fill(0).join()}]`), 'too_much')
  assert.equal(problem(`[${Array(100_001).fill('{}').join()}]`), 'too_much')
  assert.equal(problem(`"${'[{,'.repeat(100_000)}\\"[["`), null, 'inside a string nothing counts')
})

test('__proto__ is a name like any other', () => {
  const parsed = parse('{"__proto__":{"x":12345678901234567890}}')
  assert.equal(Object.getPrototypeOf(parsed), Object.prototype)
  assert.deepEqual(Object.keys(parsed as object), ['__proto__'])
})
