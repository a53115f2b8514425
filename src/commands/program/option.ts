/** Reads the values that several commands take as options: a tenant, a channel, an id, a list, a secret in a file. */
import { HubError } from '../../core/errors.ts'
import { isId } from '../../core/id.ts'
import { isReadable } from '../../core/text/is-readable.ts'
import type { CommandIo } from './command-io.ts'

const SECRET_LENGTH_MAX = 4096

/** Throws HubError usage_invalid for anything but a whole number from 1 that a double holds exactly. */
export function tenantOption(text: string): number {
  const number = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : NaN
  if (Number.isSafeInteger(number)) return number
  throw new HubError('usage_invalid', 'O número de um tenant é inteiro, de 1 a 9007199254740991.')
}

/** There is one channel. Throws HubError usage_invalid for another name: nobody would find what is kept under it. */
export function channelOption(text: string): 'ML' {
  if (text.toUpperCase() === 'ML') return 'ML'
  throw new HubError('usage_invalid', 'A opção --canal aceita ML.')
}

/** `whose`: in pt-BR, such as `um evento`. Throws HubError usage_invalid for anything but an id. */
export function idOption(text: string, whose: string): string {
  if (isId(text)) return text
  throw new HubError('usage_invalid', `O id de ${whose} tem só dígitos, e no máximo 19.`)
}

/** Collects an option that may be repeated, as commander asks for it. */
export function repeatedOption(one: string, before: readonly string[] = []): readonly string[] {
  return [...before, one]
}

/**
 * Reads a secret from a file, so that it shows in no list of processes and in no history. Returns the text without its last
 * line end. Throws HubError usage_invalid for a file that can't be read, is empty, or holds no text: the hub would keep another
 * secret than the one that was meant.
 */
export function secretFileOption(io: CommandIo, option: string, path: string): string {
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
  if (text.length > SECRET_LENGTH_MAX) throw refused(`passa de ${SECRET_LENGTH_MAX} caracteres`)
  return text
}
