/** The program as a process on free ports, whose output is kept. */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { eventually } from '../eventually.ts'

export interface TalkingService {
  readonly publicUrl: string
  readonly internalUrl: string
  /** Everything on both its outputs so far. */
  printed(): string
  /** Its log's lines so far. */
  lines(): readonly LogLine[]
  /** SIGTERM; resolves to its exit code. */
  terminate(): Promise<number | null>
}

export type LogLine = Readonly<Record<string, unknown>>

const main = join(import.meta.dirname, '../../../src/main.ts')

/** Resolves once it says where it listens. `env` is its whole environment beside the ports. */
export async function startTalking(
  t: TestContext,
  env: Readonly<Record<string, string>>,
): Promise<TalkingService> {
  const child = spawn(process.execPath, ['--import', 'tsx', main, 'start'], {
    env: { PATH: process.env['PATH'], PUBLIC_PORT: '0', INTERNAL_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  t.after(() => child.kill('SIGKILL'))
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()))
  const printed = () => `${said.stdout}\n${said.stderr}`
  const lines = () => said.stderr.split('\n').slice(0, -1).map(parsed)
  const started = await eventually(
    () => {
      if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${printed()}`)
      return lines().find(({ msg }) => msg === 'service started')
    },
    { what: 'the service has started', timeoutMs: 60_000 },
  )
  return {
    publicUrl: String(started['publicUrl']),
    internalUrl: String(started['internalUrl']),
    printed,
    lines,
    terminate: () => terminate(child),
  }
}

function parsed(line: string): LogLine {
  return JSON.parse(line) as LogLine
}

async function terminate(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode
  const gone = new Promise<number | null>((resolve) => child.once('close', resolve))
  child.kill('SIGTERM')
  return gone
}
