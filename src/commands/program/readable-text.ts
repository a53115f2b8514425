/**
 * What is typed for a command must be text that can be kept as it is, and no longer than what it stands for: whatever the
 * command does with it, it is refused before. A terminal that is not in UTF-8 sends bytes that arrive as U+FFFD, and a name
 * that lost a letter on its way must not be stored as if it were one.
 */
import type { Command } from 'commander'
import { HubError } from '../../core/errors.ts'
import { isReadable } from '../../core/text/is-readable.ts'

/** In characters, by option; as the forms of the panel have them. */
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

/** For commander's `preAction`. @throws HubError usage_invalid, which repeats nothing of what was typed */
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

/** One that may be repeated has a list. */
function textsIn(value: unknown): readonly string[] {
  return [value].flat().filter((each) => typeof each === 'string')
}
