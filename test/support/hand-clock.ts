/** A clock that a test moves by hand: nothing that sleeps by it wakes unless told to. */
import type { Clock } from '../../src/core/clock.ts'
import { eventually } from './eventually.ts'

export interface HandClock extends Clock {
  /** Moves time on, and wakes whoever's time is up. */
  advance(ms: number): void
  /** For how long each sleeper had asked to sleep. */
  sleeping(): readonly number[]
  /** Resolves once somebody sleeps for exactly `ms`. */
  sleeperOf(ms: number): Promise<void>
}

interface Sleeper {
  readonly ms: number
  readonly until: number
  readonly wake: () => void
}

export function handClock(): HandClock {
  let now = 0
  const sleepers = new Set<Sleeper>()
  const sleeping = () => [...sleepers].map(({ ms }) => ms)
  return {
    now: () => new Date(now),
    monotonicMs: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (ms <= 0 || signal?.aborted === true) {
          resolve()
          return
        }
        const wake = () => {
          sleepers.delete(sleeper)
          resolve()
        }
        const sleeper = { ms, until: now + ms, wake }
        sleepers.add(sleeper)
        signal?.addEventListener('abort', wake, { once: true })
      }),
    advance(ms) {
      now += ms
      for (const sleeper of [...sleepers]) if (sleeper.until <= now) sleeper.wake()
    },
    sleeping,
    async sleeperOf(ms) {
      await eventually(() => sleeping().includes(ms), {
        what: `somebody sleeps for ${ms} ms`,
      })
    },
  }
}
