/**
 * Lets one process at a time through a short critical section, by a lock file. A process that was killed does not block
 * the next one, which takes over the lock of a dead process.
 *
 * The lock is a hard link to its holder's ticket, a file with a unique content. To take over the lock of a dead ticket,
 * a process first acquires, in the same way, a second lock that is named after that ticket. So only one process ever
 * replaces a dead ticket, in one step, and none removes a lock that another process has acquired meanwhile.
 *
 * Libraries for this free the lock of a dead holder by its age, so the next start would wait for it. This one looks at the
 * process.
 */
import { copyFileSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import type { Clock } from '../../core/clock.ts'
import { HubError } from '../../core/errors.ts'
import { processMark, sameProcessLives } from './process-state.ts'

const waitMs = 90_000
const pollMs = 50

/** Runs `work` while holding the lock at `path`. Throws `conflict` when it can't get the lock within 90 s. */
export async function withFileLock<T>(
  path: string,
  clock: Clock,
  work: () => Promise<T>,
): Promise<T> {
  const id = `${process.pid}.${ticketNumber++}.${processMark(process.pid)}`
  const ticket = `${path}.${id}`
  writeFileSync(ticket, id, { mode: 0o600 })
  try {
    await acquire(path, ticket, clock)
    try {
      return await work()
    } finally {
      if (holderOf(path) === id) rmSync(path, { force: true })
    }
  } finally {
    rmSync(ticket, { force: true })
  }
}

let ticketNumber = 1

async function acquire(path: string, ticket: string, clock: Clock): Promise<void> {
  const giveUpAt = clock.monotonicMs() + waitMs
  while (!take(path, ticket)) {
    if (clock.monotonicMs() > giveUpAt) {
      throw new HubError(
        'conflict',
        `Outro processo mantém ${path}: espere por ele ou encerre-o; se não houver nenhum, apague esse arquivo.`,
      )
    }
    await clock.sleep(pollMs)
  }
}

/** Whether the lock is ours now: it was free, or its holder is gone and no other process is taking it over. */
function take(path: string, ticket: string): boolean {
  try {
    linkSync(ticket, path)
    return true
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  const holder = holderOf(path)
  return holder !== undefined && isGone(holder) && takeOver(path, holder, ticket)
}

function takeOver(path: string, holder: string, ticket: string): boolean {
  const right = `${path}.de.${holder}`
  if (!take(right, ticket)) return false
  try {
    // Another process had this right before us and has used it.
    if (holderOf(path) !== holder) return false
    const ours = `${ticket}.novo`
    copyFileSync(ticket, ours)
    renameSync(ours, path)
    return true
  } finally {
    rmSync(right, { force: true })
  }
}

function holderOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** Whether the holder's process has ended. Process ids are reused: one with another start time is another process. */
function isGone(holder: string): boolean {
  const [pid = '', , mark = ''] = holder.split('.')
  const number = Number.parseInt(pid, 10)
  return !sameProcessLives(number, mark)
}
