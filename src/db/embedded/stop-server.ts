/** Stops an embedded PostgreSQL in order: it ends the sessions, writes a checkpoint and exits. */
import type { Clock } from '../../core/clock.ts'
import type { Logger } from '../../core/log.ts'
import { isPostgresProcess } from './process-state.ts'

const fastMs = 60_000
const immediateMs = 10_000
const pollMs = 20

/**
 * Asks for a fast shutdown, and after a minute for an immediate one. Resolves when the process is gone. Never throws.
 */
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
    // It ended between the two calls; the loop below sees that.
  }
  while (isPostgresProcess(pid)) {
    if (clock.monotonicMs() > giveUpAt) return false
    await clock.sleep(pollMs)
  }
  return true
}
