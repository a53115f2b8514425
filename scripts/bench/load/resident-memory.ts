/** The resident memory of a process, in MB of 2^20. Linux only, because it reads /proc. */
import { readFileSync } from 'node:fs'

export function residentMemory(pid: number): number {
  const kB = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]
  return Number(kB) / 1024
}
