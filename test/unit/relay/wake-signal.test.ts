import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createWakeSignal } from '../../../src/relay/wake-signal.ts'
import { handClock } from '../../support/hand-clock.ts'

test('raising the signal wakes one sleeper and leaves the others asleep', async () => {
  const signal = createWakeSignal(handClock())
  const woken: string[] = []
  const first = signal.wait().then((source) => woken.push(`first ${source}`))
  const second = signal.wait().then((source) => woken.push(`second ${source}`))
  signal.raise('poll')
  await second
  assert.deepEqual(woken, ['second poll'])
  assert.equal(signal.sleepers, 1)
  signal.raise('step')
  await first
  assert.deepEqual(woken, ['second poll', 'first step'])
})

test('a signal that is raised while nobody sleeps is kept, once, for the next sleeper', async () => {
  const signal = createWakeSignal(handClock())
  signal.raise('notify')
  signal.raise('poke')
  assert.equal(await signal.wait(), 'notify')
  assert.equal(signal.sleepers, 0)
  const next = signal.wait()
  assert.equal(signal.sleepers, 1)
  signal.raise('poll')
  assert.equal(await next, 'poll')
})

test('a wait ends by itself when its time is up, and not before', async () => {
  const clock = handClock()
  const signal = createWakeSignal(clock)
  let source: string | undefined
  const waited = signal.wait(100).then((why) => (source = why))
  clock.advance(99)
  await Promise.resolve()
  assert.equal(source, undefined)
  clock.advance(1)
  assert.equal(await waited, 'timer')
  assert.equal(signal.sleepers, 0)
})

test('a timed wait that the signal ended is not ended again by its timer', async () => {
  const clock = handClock()
  const signal = createWakeSignal(clock)
  const waited = signal.wait(100)
  signal.raise('idle')
  assert.equal(await waited, 'idle')
  const next = signal.wait()
  clock.advance(100)
  signal.raise('poll')
  assert.equal(await next, 'poll')
})

test('closing wakes everybody, for good', async () => {
  const signal = createWakeSignal(handClock())
  const waits = [signal.wait(), signal.wait(100)]
  signal.close()
  signal.raise('notify')
  assert.deepEqual(await Promise.all([...waits, signal.wait()]), ['stop', 'stop', 'stop'])
})
