import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLogger } from '../../../src/core/log.ts'
import { runHandlerWorker } from '../../../src/relay/handler-worker.ts'
import { createWakeSignal } from '../../../src/relay/wake-signal.ts'
import { eventually } from '../../support/eventually.ts'
import { handClock } from '../../support/hand-clock.ts'

test('a handler goes on while it finds many, and sleeps once it has found few', async () => {
  const clock = handClock()
  const wakeSignal = createWakeSignal(clock)
  const found = [50, 50, 1, 0]
  const handler = { round: () => Promise.resolve(found.shift() ?? 0) }
  const log = createLogger({ level: 'silent' })
  const { signal: stopping } = new AbortController()
  const worker = runHandlerWorker({ handler, wakeSignal, worker: 'teste/n', stopping, clock, log })
  wakeSignal.raise('notify')
  await eventually(() => wakeSignal.sleepers === 1, { what: 'it sleeps again' })
  assert.deepEqual(found, [0], 'a claim that would find nothing was not made')
  wakeSignal.close()
  await worker
})
