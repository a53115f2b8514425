/**
 * Reads what `postmaster.pid` says about a running PostgreSQL, and checks it against the processes that are alive.
 *
 * The file survives a SIGKILL and a power cut. Its process id may belong to another program by then.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isPostgresProcess } from './process-state.ts'

export interface Postmaster {
  readonly pid: number
  readonly port: number
  /** `starting`, `ready`, `standby` or `stopping`; empty in the first moments. */
  readonly status: string
}

/** The live server of this data directory; undefined when none runs. */
export function livePostmaster(pgdata: string): Postmaster | undefined {
  const recorded = recordedPostmaster(pgdata)
  return recorded !== undefined && isPostgresProcess(recorded.pid) ? recorded : undefined
}

/** What the file says, whether the process lives or not; undefined when there is no file or it is still incomplete. */
export function recordedPostmaster(pgdata: string): Postmaster | undefined {
  const lines = (readIfThere(join(pgdata, 'postmaster.pid')) ?? '').split('\n')
  const pid = Number.parseInt(lines[0] ?? '', 10)
  const port = Number.parseInt(lines[3] ?? '', 10)
  if (!Number.isInteger(pid)) return undefined
  return { pid, port: Number.isInteger(port) ? port : 0, status: (lines[7] ?? '').trim() }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
