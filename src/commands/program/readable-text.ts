/**
 * Refuses typed text that can't be stored as it is, or is too long for what it stands for, before a command does anything with it.
 * A terminal that is not in UTF-8 sends bytes that arrive as U+FFFD, and a name that lost a letter on its way must not be stored.
 */
import type { Command } from 'commander'
import { HubError } from '../../core/errors.ts'
import { isReadable } from '../../core/text/is-readable.ts'

/** Longest texts in characters, by option. The forms of the panel have the same. */
const LENGTHS: Readonly<Record<string, number>> = {
  '--nome': 100,
  '--endereco': 300,
  '--horario': 200,
  '--externo': 200,
  '--interno': 200,
  '--canal': 32,
  '--redirect-uri': 2000,
  '--arquivo': 4096,
}
const FILE_PATH_MAX = 4096
const LENGTH_MAX = 500

/** For commander's `preAction`. Throws HubError usage_invalid, which repeats nothing of what was typed. */
export function requireReadableText(command: Command): void {
  for (const option of command.options) {
    const name = option.long ?? option.flags
    for (const text of textsIn(command.getOptionValue(option.attributeName()))) {
      require(`A opção ${name}`, text, LENGTHS[name] ?? usualMax(name))
    }
  }
  command.args.forEach((text, at) => {
    const name = command.registeredArguments[at]?.name() ?? String(at + 1)
    require(`O argumento ${name}`, text, LENGTH_MAX)
  })
}

function require(what: string, text: string, lengthMax: number): void {
  if (text.length > lengthMax) {
    throw new HubError('usage_invalid', `${what} aceita até ${lengthMax} caracteres.`)
  }
  if (isReadable(text)) return
  const mend = 'digite-o de novo, em um terminal em UTF-8'
  throw new HubError(
    'usage_invalid',
    `${what} tem um caractere que não pode ser guardado: ${mend}.`,
  )
}

function usualMax(name: string): number {
  return name.endsWith('-file') ? FILE_PATH_MAX : LENGTH_MAX
}

/** An option that may be repeated has a list. */
function textsIn(value: unknown): readonly string[] {
  return [value].flat().filter((each) => typeof each === 'string')
}
