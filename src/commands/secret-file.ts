/** A secret that an operator hands over in a file, so that it shows in no list of processes and in no history. */
import { HubError } from '../core/errors.ts'
import type { CommandIo } from './command-io.ts'

/** The file's text without its last line end. Throws HubError usage_invalid where it can't be read or is empty. */
export function secretFile(io: CommandIo, option: string, path: string): string {
  let text: string
  try {
    text = io.readFile(path).trim()
  } catch (cause) {
    throw new HubError(
      'usage_invalid',
      `O arquivo de ${option} não pôde ser lido: confira o caminho e as permissões.`,
      { cause },
    )
  }
  if (text !== '') return text
  throw new HubError('usage_invalid', `O arquivo de ${option} está vazio: ponha nele o segredo.`)
}
