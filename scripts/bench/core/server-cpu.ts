/**
 * Measures the processor time of a PostgreSQL server with all its processes, ended ones included, and of one process.
 */
import { readdirSync, readFileSync } from 'node:fs'

/** The seconds used so far; take the difference of two calls. Linux only, because it reads /proc. */
export function serverCpu(postmaster: number): number {
  let ticks = own(postmaster) + ended(postmaster)
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    const fields = stat(Number(entry))
    if (fields !== undefined && Number(fields[1]) === postmaster) ticks += own(Number(entry))
  }
  return ticks / ticksPerSecond
}

/** The seconds that one process and its threads have used so far; 0 when it is gone. */
export function processCpu(pid: number): number {
  return own(pid) / ticksPerSecond
}

/** The clock ticks a second that Linux reports on every architecture on which Node runs. */
const ticksPerSecond = 100

/** The fields after the name, which may contain blanks: state, ppid, … utime is the 12th, cutime the 14th. */
function stat(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}

function own(pid: number): number {
  const fields = stat(pid)
  return fields === undefined ? 0 : Number(fields[11]) + Number(fields[12])
}

function ended(pid: number): number {
  const fields = stat(pid)
  return fields === undefined ? 0 : Number(fields[13]) + Number(fields[14])
}
