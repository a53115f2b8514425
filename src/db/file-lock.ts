/**
 * One process at a time through a short critical section, by a file. A holder that was killed
 * does not lock out the next: a lock whose process is gone is taken over.
 */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import type { Clock } from '../core/clock.ts'
import { HubError } from '../core/errors.ts'
import { processLives } from './process-state.ts'

const waitMs = 90_000
const pollMs = 50

/** Runs `work` while holding the lock at `path`. Throws `conflict` when it can't be had within 90 s. */
export async function withFileLock<T>(
  path: string,
  clock: Clock,
  work: () => Promise<T>,
): Promise<T> {
  const ticket = `${path}.${process.pid}.${ticketNumber++}`
  writeFileSync(ticket, String(process.pid), { mode: 0o600 })
  try {
    await acquire(path, ticket, clock)
    try {
      return await work()
    } finally {
      rmSync(path, { force: true })
    }
  } finally {
    rmSync(ticket, { force: true })
  }
}

let ticketNumber = 1

async function acquire(path: string, ticket: string, clock: Clock): Promise<void> {
  const giveUpAt = clock.monotonicMs() + waitMs
  for (;;) {
    try {
      linkSync(ticket, path)
      return
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
    if (holderIsGone(path)) takeAway(path, ticket)
    else if (clock.monotonicMs() > giveUpAt) {
      throw new HubError(
        'conflict',
        `Outro processo mantém ${path}: espere por ele ou encerre-o; se não houver nenhum, apague esse arquivo.`,
      )
    } else await clock.sleep(pollMs)
  }
}

/** Moves a dead holder's lock aside; what turns out to be a live one's, taken in between, is put back. */
function takeAway(path: string, ticket: string): void {
  const aside = `${ticket}.stale`
  try {
    renameSync(path, aside)
    if (!holderIsGone(aside)) linkSync(aside, path)
  } catch {
    // Another process was faster: the next turn looks again.
  } finally {
    rmSync(aside, { force: true })
  }
}

function holderIsGone(path: string): boolean {
  try {
    return !processLives(Number.parseInt(readFileSync(path, 'utf8'), 10))
  } catch {
    return false
  }
}
