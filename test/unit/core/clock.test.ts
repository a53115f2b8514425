import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '../../../src/core/clock.ts'

test('monotonic time never goes back', () => {
  const readings = Array.from({ length: 1000 }, () => systemClock.monotonicMs())
  assert.deepEqual(
    readings,
    readings.toSorted((a, b) => a - b),
  )
})

test('a sleep lasts at least as long as asked', async () => {
  const start = systemClock.monotonicMs()
  await systemClock.sleep(20)
  assert.ok(systemClock.monotonicMs() - start >= 19)
})

test('an abort ends a sleep early and without an error', { timeout: 5000 }, async () => {
  const controller = new AbortController()
  const slept = systemClock.sleep(3_600_000, controller.signal)
  controller.abort(new Error('parada'))
  await slept
  await systemClock.sleep(3_600_000, controller.signal)
})
