/** The program. Only this file exits, handles signals or reads process.env; all others receive what they need. */
import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import type { CommandIo } from './commands/program/command-io.ts'
import { demoEnvironment } from './commands/start/demo-environment.ts'
import { createProgram } from './commands/program/program.ts'
import { runProgram } from './commands/program/run-program.ts'
import { loadConfig } from './settings/config.ts'
import { systemClock } from './core/clock.ts'
import { createLogger, type LogLevel } from './core/log.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** A terminal, npm and the shell may each forward the same Ctrl-C: signals this soon after the first are the first. */
const SAME_SIGNAL_MS = 500

/** When its work is done, the process should end by itself. It is ended after this time at the latest. */
const LEFT_OPEN_MS = 3000

const io: CommandIo = {
  config: () => loadConfig(demoEnvironment(process.env)),
  print: (text) => process.stdout.write(`${text}\n`),
  complain: (sentence) => process.stderr.write(`${sentence}\n`),
  createLog: (level: LogLevel) => createLogger({ level, destination: process.stderr }),
  clock: systemClock,
  ator: `cli:${userName()}`,
  version: versionOf(join(import.meta.dirname, '..', 'package.json')),
  readFile: (path) => readFileSync(path, 'utf8'),
  fail: () => {
    process.exitCode = 1
  },
  stopRequested: firstSignal,
}

await runProgram(createProgram(io), process.argv.slice(2), io)

// Only something that was left open by mistake can keep the process alive until then.
setTimeout(() => process.exit(), LEFT_OPEN_MS).unref()

/** Resolves at the first signal. A second one ends the process at once, because its sender does not want to wait. */
function firstSignal(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let first: number | undefined
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      first ??= systemClock.monotonicMs()
      resolve()
      if (systemClock.monotonicMs() - first > SAME_SIGNAL_MS) process.exit(130)
    })
  }
  return promise
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    return 'desconhecido'
  }
}

function versionOf(file: string): string {
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string }
  return version
}
