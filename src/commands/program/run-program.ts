/** Runs what was typed. An error becomes one sentence, and the process ends with 1. */
import { type Command, CommanderError } from 'commander'
import { HubError } from '../../core/errors.ts'
import type { CommandIo } from './command-io.ts'
import { complaintInPortuguese } from './in-portuguese.ts'

/** `args` are those after the program's name. Never rejects. */
export async function runProgram(
  program: Command,
  args: readonly string[],
  io: CommandIo,
): Promise<void> {
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    const sentence = sentenceFor(error, io)
    if (sentence === null) return
    io.complain(sentence)
    io.fail()
  }
}

/** Null where nothing is wrong: the person asked for help. */
function sentenceFor(error: unknown, io: CommandIo): string | null {
  if (error instanceof HubError) return error.message
  if (error instanceof CommanderError)
    return error.exitCode === 0 ? null : complaintInPortuguese(error)
  io.createLog('error').error({ err: error }, 'hub failed')
  return 'Algo falhou aqui dentro, que não deveria: a linha acima diz o quê.'
}
