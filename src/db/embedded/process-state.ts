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

/** When it began, as letters and digits: with its number it is like no other process. Empty for no process. */
export function processMark(pid: number): string {
  if (process.platform !== 'linux') {
    const began = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' })
    return began.stdout.replaceAll(/\W/g, '')
  }
  try {
    // What stands before the last parenthesis is the command's name, which may hold anything.
    const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').split(')').at(-1) ?? ''
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8)
    return `${boot}${afterName.trim().split(' ')[19] ?? ''}`
  } catch {
    return ''
  }
}

/** Whether the very process lives that had this number and this mark; one whose mark is empty is told by its number. */
export function sameProcessLives(pid: number, mark: string): boolean {
  return processLives(pid) && (mark === '' || processMark(pid) === mark)
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
