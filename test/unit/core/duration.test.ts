import assert from 'node:assert/strict'
import { test } from 'node:test'
import { durationMs } from '../../../src/core/duration.ts'

test('a number with a unit is read as milliseconds', () => {
  const cases = { '500ms': 500, '30s': 30_000, '2min': 120_000, '1h': 3_600_000, '1.5s': 1500 }
  for (const [text, ms] of Object.entries(cases)) assert.equal(durationMs(text), ms, text)
})

test('anything else is not a duration', () => {
  for (const text of ['', '5', '5 m', '-1s', '5sec', '1e3s', '5s5s', 'NaNs', '9999999999s']) {
    assert.equal(durationMs(text), null, text)
  }
})
