/**
 * The only way a room reads the time or waits. Each room receives a `Clock`, so that a test moves time by hand instead
 * of sleeping. An instant that several hosts must agree on comes from the database, not from here.
 */
import { setTimeout as delay } from 'node:timers/promises'

export interface Clock {
  /** The wall time, for people and for headers. It may jump. */
  now(): Date
  /** Milliseconds since an arbitrary start, for measuring and for deadlines. It never goes back. */
  monotonicMs(): number
  /**
   * Resolves after `ms` milliseconds, or as soon as `signal` aborts; at once when it has aborted already. An abort is
   * never an error. The timer keeps the process alive while it waits.
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  async sleep(ms, signal) {
    if (signal?.aborted) return
    try {
      await delay(ms, undefined, signal === undefined ? {} : { signal })
    } catch (error) {
      if (!signal?.aborted) throw error
    }
  },
}
