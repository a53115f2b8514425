/** The loop of a handler that leaves the database, round by round, until a round finds nothing. */
import type { Clock } from '../core/clock.ts'
import type { Logger } from '../core/log.ts'
import type { WakeSignal } from './wake-signal.ts'
import { retryDelayMs } from './retry-delay.ts'

/** Who delivers notices, or fetches what hints point at; it comes from outside this room. */
export interface Handler {
  /**
   * Claims some rows under the name `worker`, handles and settles them; resolves to how many were claimed.
   * When `stopping` aborts it starts no more and hands back what it has not started.
   */
  round(worker: string, stopping: AbortSignal): Promise<number>
}

export interface HandlerWorkerOptions {
  readonly handler: Handler
  readonly wakeSignal: WakeSignal
  readonly worker: string
  readonly stopping: AbortSignal
  readonly clock: Clock
  readonly log: Logger
}

/** Resolves when the relay stops, after the round under way. Never rejects. */
export async function runHandlerWorker(options: HandlerWorkerOptions): Promise<void> {
  const { handler, wakeSignal, worker, stopping, clock, log } = options
  let failures = 0
  while (!stopping.aborted && (await wakeSignal.wait()) !== 'stop') {
    for (let claimed = 1; claimed > 0 && !stopping.aborted;) {
      try {
        claimed = await handler.round(worker, stopping)
        failures = 0
      } catch (error) {
        failures++
        log.warn({ err: error, worker, failures }, 'handler round failed')
        await clock.sleep(retryDelayMs(failures), stopping)
      }
    }
  }
}
