/**
 * How the last appends went. A probe tries one thing at one moment; what was really asked of the database may fail all
 * the same: a constraint, a trigger, a damaged index, every second connection.
 */
import type { Clock } from '../../core/clock.ts'

export interface RecentAppends {
  /** So many events were stored, and so many were not for a reason of the database's. */
  count(stored: number, failed: number): void
  /** Whether a tenth of the last 10 s failed, and two at least: one may be a connection that was lost. */
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
