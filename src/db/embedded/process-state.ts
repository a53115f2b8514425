/**
 * Tells which program a process id belongs to now. Process ids are reused, and a killed process stays listed as a
 * zombie until its parent waits for it.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** Whether this process is alive and a PostgreSQL. A zombie is not, nor is another program that reuses the id. */
export function isPostgresProcess(pid: number): boolean {
  return commandOf(pid).includes('postgres')
}

/** Whether this id belongs to a program that is no PostgreSQL. False for a zombie, whose children may be alive. */
export function isOtherProcess(pid: number): boolean {
  const command = commandOf(pid)
  return command !== '' && !command.includes('postgres')
}

/** Whether a process with this id is alive, whoever owns it. */
export function processLives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** The start time of a process, as letters and digits. With the id it identifies the process. Empty for no process. */
export function processMark(pid: number): string {
  if (process.platform !== 'linux') {
    const began = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' })
    return began.stdout.replaceAll(/\W/g, '')
  }
  try {
    // The text before the last parenthesis is the command's name, which may contain anything.
    const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').split(')').at(-1) ?? ''
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8)
    return `${boot}${afterName.trim().split(' ')[19] ?? ''}`
  } catch {
    return ''
  }
}

/** Whether the process that had this id and this mark is still alive. Without a mark the id alone decides. */
export function sameProcessLives(pid: number, mark: string): boolean {
  return processLives(pid) && (mark === '' || processMark(pid) === mark)
}

/** The command line of a process; empty for a zombie and for no process. */
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
