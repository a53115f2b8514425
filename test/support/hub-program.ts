/** The command line in the test's own process, for those who call it hundreds of times. */
import { readFileSync } from 'node:fs'
import { type Command, CommanderError } from 'commander'
import type { CommandIo } from '../../src/commands/command-io.ts'
import { createProgram } from '../../src/commands/program.ts'
import { usageError } from '../../src/commands/usage-error.ts'
import { loadConfig } from '../../src/config.ts'
import { systemClock } from '../../src/core/clock.ts'
import { HubError } from '../../src/core/errors.ts'
import { createLogger } from '../../src/core/log.ts'

export interface ProgramRun {
  /** The sentence that it ends with; null where nothing was refused. Anything else that is thrown is thrown on. */
  readonly refusal: string | null
  /** All that it printed and logged. */
  readonly said: string
}

export async function runProgram(
  env: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<ProgramRun> {
  const said: string[] = []
  try {
    await createProgram(ioOf(env, (text) => said.push(text))).parseAsync(args, { from: 'user' })
    return { refusal: null, said: said.join('\n') }
  } catch (error) {
    return { refusal: sentenceOf(error), said: said.join('\n') }
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof HubError) return error.message
  if (error instanceof CommanderError) return usageError(error)
  throw error
}

function ioOf(env: Readonly<Record<string, string>>, say: (text: string) => void): CommandIo {
  return {
    config: () => loadConfig(env),
    print: say,
    createLog: (level) => createLogger({ level, destination: { write: say } }),
    clock: systemClock,
    ator: 'cli:teste',
    version: '0.0.0-test',
    readFile: (path) => readFileSync(path, 'utf8'),
    fail: () => {},
    stopRequested: () => Promise.resolve(),
  }
}

/** The commands that do something, by what is typed for them. None of them is to be run. */
export function allCommands(): ReadonlyMap<string, Command> {
  return leavesOf(createProgram(ioOf({}, () => {})), [])
}

function leavesOf(command: Command, at: readonly string[]): ReadonlyMap<string, Command> {
  if (command.commands.length === 0) return new Map([[at.join(' '), command]])
  return new Map(command.commands.flatMap((each) => [...leavesOf(each, [...at, each.name()])]))
}
