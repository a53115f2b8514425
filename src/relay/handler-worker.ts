/** The loop of a handler whose work leaves the database: it runs rounds until one finds little, then sleeps. */
import type { Clock } from '../core/clock.ts'
import type { Logger } from '../core/log.ts'
import type { WakeSignal } from './wake-signal.ts'
import { failureDelayMs } from './failure.ts'

/** Delivers notices, or does fetch requests. The wiring passes it in. */
export interface Handler {
  /**
   * Claims some rows under the name `worker`, handles and settles them. Resolves to how many were claimed.
   * When `stopping` aborts, it starts no more and hands back what it has not started.
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

/**
 * A claim that leaves rows behind is at least half of what it asked for, and none asks for less than 16. So a round that
 * claimed fewer than this has found all there was, and what came meanwhile has raised the signal again.
 */
const many = 8

/** Resolves when the relay stops, after the round under way. Never rejects. */
export async function runHandlerWorker(options: HandlerWorkerOptions): Promise<void> {
  const { handler, wakeSignal, worker, stopping, clock, log } = options
  let failures = 0
  while (!stopping.aborted && (await wakeSignal.wait()) !== 'stop') {
    for (let claimed = many; claimed >= many && !stopping.aborted;) {
      try {
        claimed = await handler.round(worker, stopping)
        failures = 0
      } catch (error) {
        failures++
        log.warn({ err: error, worker, failures }, 'handler round failed')
        await clock.sleep(failureDelayMs(failures), stopping)
      }
    }
  }
}
