import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBatchSize } from '../../../src/relay/batch-size.ts'

test('a batch grows while batches come back full, and is small again when one does not', () => {
  const size = createBatchSize(1000)
  assert.equal(size.current, 100)
  const grown = [1, 2, 3, 4, 5].map(() => {
    size.grow(true)
    return size.current
  })
  assert.deepEqual(grown, [200, 400, 800, 1000, 1000])
  size.grow(false)
  assert.equal(size.current, 100)
})

test('a batch that kills its step is halved down to one row, which then is isolated', () => {
  const size = createBatchSize(20)
  const halves: number[] = []
  while (!size.isolated) {
    size.shrink()
    halves.push(size.current)
  }
  assert.deepEqual(halves, [10, 5, 2, 1])
  size.shrink()
  assert.equal(size.current, 1, 'never below one')
})

test('after a success the batch doubles, whether it was full or not, and no row is isolated', () => {
  const size = createBatchSize(20)
  while (!size.isolated) size.shrink()
  size.grow(false)
  assert.deepEqual([size.current, size.isolated], [2, false])
  size.grow(true)
  assert.deepEqual([size.current, size.isolated], [4, false])
})

test('a batch never takes more rows than it is allowed', () => {
  const size = createBatchSize(5)
  assert.equal(size.current, 5)
  size.grow(true)
  assert.equal(size.current, 5)
})

test('a batch of one is tried as a step before its row is isolated', () => {
  const size = createBatchSize(1)
  assert.equal(size.isolated, false)
  size.shrink()
  assert.deepEqual([size.current, size.isolated], [1, true])
  size.grow(true)
  assert.deepEqual([size.current, size.isolated], [1, false])
})
