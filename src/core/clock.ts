/**
 * The only way a room asks what time it is or waits. Rooms receive a `Clock`, so that a test moves
 * time by hand instead of sleeping. Instants that hosts must agree on come from the database, not
 * from here.
 */
import { setTimeout as delay } from 'node:timers/promises'

export interface Clock {
  /** Wall time, for people and for headers. It may jump. */
  now(): Date
  /** Milliseconds since an arbitrary start; never goes back. For measuring and for deadlines. */
  monotonicMs(): number
  /**
   * Resolves after `ms` milliseconds, or as soon as `signal` aborts: an abort is an early wake,
   * never an error, and an aborted signal resolves at once. Keeps the process alive while it waits.
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
