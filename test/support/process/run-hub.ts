/** Runs the command line as scripts do: in a process of its own, without a terminal. */
import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { join } from 'node:path'

export interface HubRun {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

const root = join(import.meta.dirname, '../../..')

/** Runs `hub ...args` to its end, with standard input closed. `program` names another script to run like this. */
export async function runHub(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  program = 'src/main.ts',
): Promise<HubRun> {
  const child = spawn(process.execPath, ['--import', 'tsx', program, ...args], {
    cwd: root,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { code: await ended, stdout, stderr }
}
