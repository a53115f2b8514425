/** A release leaves the machine to others for most of the time, however much it has to let go. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Clock, systemClock } from '../../../src/core/clock.ts'
import type { Pool } from '../../../src/db/connect/pool.ts'
import { release } from '../../../src/relay/release.ts'

test('each piece of a release is followed by a pause twice as long as it took', async () => {
  let now = 0
  const pauses: number[] = []
  const clock: Clock = {
    ...systemClock,
    monotonicMs: () => now,
    sleep: (ms) => {
      pauses.push(ms)
      return Promise.resolve()
    },
  }
  const pieces = [
    { ms: 70, liberacao: '1', soltos: 1000 },
    { ms: 30, liberacao: '1', soltos: 400 },
    { ms: 1, liberacao: null, soltos: null },
  ]
  const query = () => {
    const { ms = 0, ...row } = pieces.shift() ?? {}
    now += ms
    return Promise.resolve({ rows: [row] })
  }
  assert.equal(await release({ query } as unknown as Pool, clock), 1400)
  assert.deepEqual(pauses, [140, 60])
})
