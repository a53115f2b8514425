import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failureDelayMs, stepFailure } from '../../../src/relay/failure.ts'

test('a step that dies without a verdict is repeated with a smaller batch', () => {
  for (const sqlstate of [null, '57014', '57P01', '57P02', 'XX000', '23514', '22003']) {
    assert.equal(stepFailure(sqlstate), 'shrink', String(sqlstate))
  }
})

test('a step that met a lock, lacking resources or a deploy under way is repeated with the same batch', () => {
  for (const sqlstate of ['40001', '40P01', '55P03', '53200', '53300', '42883', '42501', '0A000']) {
    assert.equal(stepFailure(sqlstate), 'wait', sqlstate)
  }
})

test('the delay after a failure doubles up to 5 s and differs by chance', () => {
  const longest = [1, 2, 3, 6, 7, 100].map((failures) => failureDelayMs(failures, () => 1))
  assert.deepEqual(longest, [100, 200, 400, 3200, 5000, 5000])
  assert.equal(
    failureDelayMs(7, () => 0),
    2500,
  )
})
