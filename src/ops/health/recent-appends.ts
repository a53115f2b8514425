/**
 * Counts how the recent appends went. A probe tries one thing at one moment, while real appends may fail all the same:
 * by a constraint, a trigger, a damaged index, or on every second connection.
 */
import type { Clock } from '../../core/clock.ts'

export interface RecentAppends {
  /** `stored` events were stored; `failed` events were not, because the database failed. */
  count(stored: number, failed: number): void
  /** Whether at least a tenth of the last 10 s failed, and at least two: one alone may be a lost connection. */
  tooManyFail(): boolean
}

const SLICE_MS = 1000
const SLICES = 10
const FAILED_MIN = 2
const FAILED_SHARE = 0.1

interface Slice {
  readonly number: number
  stored: number
  failed: number
}

export function createRecentAppends(clock: Clock): RecentAppends {
  let slices: Slice[] = []
  const forgetOld = (): number => {
    const number = Math.floor(clock.monotonicMs() / SLICE_MS)
    slices = slices.filter((slice) => slice.number > number - SLICES)
    return number
  }
  return {
    count(stored, failed) {
      const number = forgetOld()
      let slice = slices.at(-1)
      if (slice?.number !== number) slices.push((slice = { number, stored: 0, failed: 0 }))
      slice.stored += stored
      slice.failed += failed
    },
    tooManyFail() {
      forgetOld()
      const stored = slices.reduce((sum, slice) => sum + slice.stored, 0)
      const failed = slices.reduce((sum, slice) => sum + slice.failed, 0)
      return failed >= FAILED_MIN && failed >= FAILED_SHARE * (stored + failed)
    },
  }
}
