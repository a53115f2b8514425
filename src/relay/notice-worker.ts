/** The loop that has notices delivered, round by round, until a round finds none. */
import type { Clock } from '../core/clock.ts'
import type { Logger } from '../core/log.ts'
import type { Bell } from './bell.ts'
import { retryDelayMs } from './retry-delay.ts'

/** Who delivers notices; it comes from outside this room. */
export interface Notifier {
  /**
   * Claims some notices under the name `worker`, delivers and settles them; resolves to how many were claimed.
   * When `stopping` aborts it starts no more and hands back what it has not started.
   */
  round(worker: string, stopping: AbortSignal): Promise<number>
}

export interface NoticeWorkerOptions {
  readonly notifier: Notifier
  readonly notices: Bell
  readonly worker: string
  readonly stopping: AbortSignal
  readonly clock: Clock
  readonly log: Logger
}

/** Resolves when the relay stops, after the round under way. Never rejects. */
export async function runNoticeWorker(options: NoticeWorkerOptions): Promise<void> {
  const { notifier, notices, worker, stopping, clock, log } = options
  let failures = 0
  while (!stopping.aborted && (await notices.wait()) !== 'stop') {
    for (let claimed = 1; claimed > 0 && !stopping.aborted;) {
      try {
        claimed = await notifier.round(worker, stopping)
        failures = 0
      } catch (error) {
        failures++
        log.warn({ err: error, worker, failures }, 'notice round failed')
        await clock.sleep(retryDelayMs(failures), stopping)
      }
    }
  }
}
