/** How many fetch requests run at a time, by the limits. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { concurrentFetches } from '../../../src/mercado-livre/limits/concurrent-fetches.ts'

for (const [what, perApplication, perSeller, timeoutMs, underway] of [
  ['the rate fills the longest wait for an answer', 40, 40, 5000, 200],
  ['a slow rate has some all the same', 1, 1, 1000, 16],
  [
    'a seller far slower than its application gets no more than it serves in time',
    200,
    4,
    5000,
    80,
  ],
  ['a fast rate has its end', 1000, 1000, 5000, 256],
] as const) {
  test(what, () => {
    assert.equal(concurrentFetches({ perApplication, perSeller, timeoutMs }), underway)
  })
}
