/**
 * Who a process number belongs to now: numbers are given anew, and a killed process stays listed as a zombie
 * until its parent asks for it.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** Whether this process lives and is a PostgreSQL: a zombie and a reused number are not. */
export function isPostgresProcess(pid: number): boolean {
  return commandOf(pid).includes('postgres')
}

/** Whether this number belongs to a program that is no PostgreSQL. Not so for a zombie: its children may live. */
export function isOtherProcess(pid: number): boolean {
  const command = commandOf(pid)
  return command !== '' && !command.includes('postgres')
}

/** Whether a process of this number lives, whoever owns it. */
export function processLives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Its command line; empty for a zombie and for no process. */
function commandOf(pid: number): string {
  if (!processLives(pid)) return ''
  if (process.platform === 'linux') return readCommand(pid)
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim()
}

function readCommand(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}
