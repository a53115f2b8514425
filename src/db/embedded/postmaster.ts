/**
 * What `postmaster.pid` says of a running PostgreSQL, checked against the processes that really live.
 *
 * The file outlives a SIGKILL and a power cut, and its process number may by then be another program's.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isPostgresProcess } from './process-state.ts'

export interface Postmaster {
  readonly pid: number
  readonly port: number
  /** `starting`, `ready`, `standby` or `stopping`; empty in the first instants. */
  readonly status: string
}

/** The live server of this data directory, or undefined when none runs there. */
export function livePostmaster(pgdata: string): Postmaster | undefined {
  const recorded = recordedPostmaster(pgdata)
  return recorded !== undefined && isPostgresProcess(recorded.pid) ? recorded : undefined
}

/** What the file says, dead or alive; undefined when there is none or it is not written to its end yet. */
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
