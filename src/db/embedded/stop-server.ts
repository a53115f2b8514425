/** Stops an embedded PostgreSQL in order: sessions are ended, a checkpoint is written, the process goes. */
import type { Clock } from '../../core/clock.ts'
import type { Logger } from '../../core/log.ts'
import { isPostgresProcess } from './process-state.ts'

const fastMs = 60_000
const immediateMs = 10_000
const pollMs = 20

/** Resolves when the process is gone: fast shutdown, and if that takes a minute an immediate one. Never throws. */
export async function stopServer(pid: number, clock: Clock, log: Logger): Promise<void> {
  if (await endedAfter('SIGINT', fastMs, pid, clock)) return
  log.warn({ pid, fastMs }, 'embedded postgres did not stop in time; it recovers at its next start')
  if (await endedAfter('SIGQUIT', immediateMs, pid, clock)) return
  log.error({ pid }, 'embedded postgres is still running')
}

async function endedAfter(
  signal: NodeJS.Signals,
  deadlineMs: number,
  pid: number,
  clock: Clock,
): Promise<boolean> {
  const giveUpAt = clock.monotonicMs() + deadlineMs
  try {
    if (isPostgresProcess(pid)) process.kill(pid, signal)
  } catch {
    // It went between the two calls: the loop sees it.
  }
  while (isPostgresProcess(pid)) {
    if (clock.monotonicMs() > giveUpAt) return false
    await clock.sleep(pollMs)
  }
  return true
}
