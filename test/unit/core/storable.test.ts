/** Text that PostgreSQL can't hold is recognised, and made storable without losing the rest. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseExactJson } from '../../../src/core/json/exact-json.ts'
import { isStorable, storable, storableDeep } from '../../../src/core/text/storable.ts'

const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom('\0', '\ud800', '\udfff', '"', '\\'),
    fc.string({ unit: 'binary', maxLength: 2 }),
  ),
})

test('a text that was made storable keeps its length, and a storable text is unchanged', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      assert.ok(isStorable(storable(text)))
      assert.equal(storable(text).length, text.length)
      if (isStorable(text)) assert.equal(storable(text), text)
    }),
  )
  assert.equal(storable('a\0b\ud800c\udc00'), 'a\uFFFDb\uFFFDc\uFFFD')
})

test('an answer of the marketplace becomes storable everywhere and keeps its numbers', () => {
  fc.assert(
    fc.property(fc.array(hostile), hostile, (texts, text) => {
      const whole = { [`n${text}`]: [texts, { id: text }] }
      const read = parseExactJson(JSON.stringify(whole))
      assert.deepEqual(read, storableDeep(JSON.parse(JSON.stringify(whole))))
    }),
  )
  assert.deepEqual(
    parseExactJson('{"nome":"a\\u0000b\\ud83d\\ude00\\ud83d","id":12345678901234567890}'),
    {
      nome: 'a\uFFFDb\u{1F600}\uFFFD',
      id: '12345678901234567890',
    },
  )
})
