import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBell } from '../../../src/relay/wake-signal.ts'
import { handClock } from '../../support/hand-clock.ts'

test('a ring wakes one sleeper and leaves the others asleep', async () => {
  const bell = createBell(handClock())
  const woken: string[] = []
  const first = bell.wait().then((source) => woken.push(`first ${source}`))
  const second = bell.wait().then((source) => woken.push(`second ${source}`))
  bell.ring('poll')
  await second
  assert.deepEqual(woken, ['second poll'])
  assert.equal(bell.sleepers, 1)
  bell.ring('step')
  await first
  assert.deepEqual(woken, ['second poll', 'first step'])
})

test('a ring that finds nobody asleep is kept, once, for the next', async () => {
  const bell = createBell(handClock())
  bell.ring('notify')
  bell.ring('poke')
  assert.equal(await bell.wait(), 'notify')
  assert.equal(bell.sleepers, 0)
  const next = bell.wait()
  assert.equal(bell.sleepers, 1)
  bell.ring('poll')
  assert.equal(await next, 'poll')
})

test('a wait ends by itself when its time is up, and not before', async () => {
  const clock = handClock()
  const bell = createBell(clock)
  let source: string | undefined
  const waited = bell.wait(100).then((why) => (source = why))
  clock.advance(99)
  await Promise.resolve()
  assert.equal(source, undefined)
  clock.advance(1)
  assert.equal(await waited, 'timer')
  assert.equal(bell.sleepers, 0)
})

test('a ring during a timed wait is not followed by its timer', async () => {
  const clock = handClock()
  const bell = createBell(clock)
  const waited = bell.wait(100)
  bell.ring('idle')
  assert.equal(await waited, 'idle')
  const next = bell.wait()
  clock.advance(100)
  bell.ring('poll')
  assert.equal(await next, 'poll')
})

test('closing wakes everybody, for good', async () => {
  const bell = createBell(handClock())
  const waits = [bell.wait(), bell.wait(100)]
  bell.close()
  bell.ring('notify')
  assert.deepEqual(await Promise.all([...waits, bell.wait()]), ['stop', 'stop', 'stop'])
})
