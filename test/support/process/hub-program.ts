/**
 * Runs the command line in the test's own process, because a process for each command costs a second. `run-hub.ts`
 * starts real ones.
 */
import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import type { CommandIo } from '../../../src/commands/program/command-io.ts'
import { demoEnvironment } from '../../../src/commands/start/demo-environment.ts'
import { createProgram } from '../../../src/commands/program/program.ts'
import { runProgram } from '../../../src/commands/program/run-program.ts'
import { loadConfig } from '../../../src/settings/config.ts'
import { systemClock } from '../../../src/core/clock.ts'
import { createLogger } from '../../../src/core/log.ts'
import type { HubRun } from './run-hub.ts'

/**
 * Runs `hub ...args` here, with only these settings. Resolves to the output and the exit code that the process would
 * have.
 */
export async function runHubHere(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<HubRun> {
  const [out, err]: [string[], string[]] = [[], []]
  let code = 0
  const io: CommandIo = {
    config: () => loadConfig(demoEnvironment(env)),
    print: (text) => out.push(`${text}\n`),
    complain: (sentence) => err.push(`${sentence}\n`),
    createLog: (level) => createLogger({ level, destination: { write: (line) => err.push(line) } }),
    clock: systemClock,
    ator: 'cli:teste',
    version: '0.0.0-test',
    readFile: (path) => readFileSync(path, 'utf8'),
    fail: () => (code = 1),
    stopRequested: () => Promise.resolve(),
  }
  await runProgram(createProgram(io), args, io)
  return { code, stdout: out.join(''), stderr: err.join('') }
}

/** For listing the commands: none of them must run. */
const NO_IO = {} as CommandIo

/** The commands that do something, by the words that a person types. None of them must run. */
export function allCommands(): ReadonlyMap<string, Command> {
  return leavesOf(createProgram(NO_IO), [])
}

function leavesOf(command: Command, at: readonly string[]): ReadonlyMap<string, Command> {
  if (command.commands.length === 0) return new Map([[at.join(' '), command]])
  return new Map(command.commands.flatMap((each) => [...leavesOf(each, [...at, each.name()])]))
}
