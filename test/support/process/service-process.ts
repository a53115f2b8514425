/** Runs the program as an operator does: in a process that a test can kill and start again on the same ports. */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { eventually } from '../eventually.ts'

export interface ServiceProcess {
  readonly publicUrl: string
  readonly internalUrl: string
  /** The process id of the last start. */
  readonly pid: () => number
  /** Starts the process, and waits until it reports that it is ready. */
  start(): Promise<void>
  /** Sends SIGKILL. Resolves when the process is gone. */
  kill(): Promise<void>
  /** Sends SIGTERM. Resolves to the exit code. */
  terminate(): Promise<number | null>
}

const main = join(import.meta.dirname, '../../../src/main.ts')

/** `ports` are the public and the internal one. The error of a failed start contains what the process has printed. */
export function serviceProcess(
  t: TestContext,
  ports: readonly [number, number],
  env: Readonly<Record<string, string>>,
): ServiceProcess {
  const [publicUrl, internalUrl] = ports.map((port) => `http://127.0.0.1:${port}`) as [
    string,
    string,
  ]
  let child: ChildProcess | undefined
  let printed = ''
  t.after(() => child?.kill('SIGKILL'))

  async function start(): Promise<void> {
    printed = ''
    child = spawn(process.execPath, ['--import', 'tsx', main, 'start'], {
      env: {
        PATH: process.env['PATH'],
        LOG_LEVEL: 'warn',
        PUBLIC_PORT: String(ports[0]),
        INTERNAL_PORT: String(ports[1]),
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        printed = (printed + chunk.toString()).slice(-4000)
      })
    }
    const started = child
    await eventually(
      async () => {
        if (started.exitCode !== null)
          throw new Error(`it exited with ${started.exitCode}: ${printed}`)
        return (await fetch(`${internalUrl}/readyz`)).ok
      },
      { what: 'the service is ready', timeoutMs: 60_000 },
    )
  }

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    const ending = child
    if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return null
    const gone = new Promise<number | null>((resolve) => ending.once('exit', resolve))
    ending.kill(signal)
    return gone
  }

  return {
    publicUrl,
    internalUrl,
    pid: () => child?.pid ?? 0,
    start,
    kill: async () => void (await end('SIGKILL')),
    terminate: () => end('SIGTERM'),
  }
}
