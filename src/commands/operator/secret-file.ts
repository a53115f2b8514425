/** A secret that an operator hands over in a file, so that it shows in no list of processes and in no history. */
import { HubError } from '../../core/errors.ts'
import { isReadable } from '../../core/text/is-readable.ts'
import type { CommandIo } from '../program/command-io.ts'

const LENGTH_MAX = 4096

/**
 * The file's text without its last line end. Throws HubError usage_invalid where it can't be read, is empty, or is no
 * text: another secret than the one that was meant would be kept, and fit nothing.
 */
export function secretFile(io: CommandIo, option: string, path: string): string {
  const refused = (sentence: string, cause?: unknown) =>
    new HubError('usage_invalid', `O arquivo de ${option} ${sentence}.`, { cause })
  let text: string
  try {
    text = io.readFile(path).trim()
  } catch (cause) {
    throw refused('não pôde ser lido: confira o caminho e as permissões', cause)
  }
  if (text === '') throw refused('está vazio: ponha nele o segredo')
  if (!isReadable(text)) throw refused('não é texto em UTF-8: salve-o de novo assim')
  if (text.length > LENGTH_MAX) throw refused(`passa de ${LENGTH_MAX} caracteres`)
  return text
}
