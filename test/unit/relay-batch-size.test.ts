import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBatchSize } from '../../src/relay/batch-size.ts'

test('a batch halves down to one cornered row and doubles back up to the setting', () => {
  const size = createBatchSize(20)
  const seen = [size.current]
  while (!size.cornered) {
    size.shrink()
    seen.push(size.current)
  }
  assert.deepEqual(seen, [20, 10, 5, 2, 1])
  for (let step = 0; step < 6; step++) {
    size.grow()
    seen.push(size.current)
  }
  assert.equal(size.cornered, false)
  assert.deepEqual(seen.slice(5), [2, 4, 8, 16, 20, 20])
})

test('a batch of one is tried as a step before its row is cornered', () => {
  const size = createBatchSize(1)
  assert.equal(size.cornered, false)
  size.shrink()
  assert.deepEqual([size.current, size.cornered], [1, true])
  size.grow()
  assert.deepEqual([size.current, size.cornered], [1, false])
})
