/** Runs a program as in production: in a process of its own, which prints JSON once it is ready. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'

export interface Program {
  readonly pid: number
  /** What it printed when it was ready. */
  readonly said: Readonly<Record<string, string | null>>
  /** Sends SIGTERM and resolves when the process is gone. May be called twice. */
  stop(): Promise<void>
}

const root = join(import.meta.dirname, '../../..')

/**
 * Runs `script`, a path from the repository's root, with our own flags of Node. Its log is thrown away; in production
 * it would go to a file.
 */
export async function startProgram(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Program> {
  const child = spawn(process.execPath, [...process.execArgv, script, ...args], {
    cwd: root,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  // Nothing that we start may outlive us, however we end.
  const leave = () => child.kill('SIGKILL')
  process.once('exit', leave)
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  void gone.then(() => process.off('exit', leave))
  const said = await new Promise<Program['said']>((resolve, reject) => {
    let printed = ''
    child.once('error', reject)
    child.once('exit', (code) =>
      reject(new Error(`${script} ended with ${code} before it was ready`)),
    )
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString()
      const json = parsed(printed)
      if (json !== undefined) resolve(json)
    })
  })
  const { pid } = child
  if (pid === undefined) throw new Error(`${script} has no process`)
  return {
    pid,
    said,
    async stop() {
      child.kill('SIGTERM')
      await gone
    },
  }
}

function parsed(text: string): Program['said'] | undefined {
  try {
    return JSON.parse(text) as Program['said']
  } catch {
    return undefined
  }
}
