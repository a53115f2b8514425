/** Gives an operator a password: one from a file, or a new one that is shown once. */
import { HubError } from '../../core/errors.ts'
import { generatePassword, hashPassword, passwordProblem } from '../../core/password.ts'
import { sql } from '../../db/connect/query.ts'
import type { CommandIo } from '../program/command-io.ts'
import { withDatabase } from '../program/with-database.ts'
import { printResult } from '../program/print-result.ts'
import { secretFileOption } from '../program/option.ts'

export interface PasswordOptions {
  readonly login: string
  readonly passwordFile?: string
  readonly json?: boolean
}

interface ChosenPassword {
  readonly hash: string
  /** The password, where it was made here. A person who wrote it into a file knows it. */
  readonly generated?: string
}

/** Throws HubError usage_invalid for a file that can't be read, or holds a password that can't be accepted. */
export async function choosePassword(
  io: CommandIo,
  { login, passwordFile }: PasswordOptions,
): Promise<ChosenPassword> {
  if (passwordFile === undefined) {
    const generated = generatePassword()
    return { hash: await hashPassword(generated), generated }
  }
  const given = secretFileOption(io, '--password-file', passwordFile)
  const problem = passwordProblem(given, login)
  if (problem !== null) throw new HubError('usage_invalid', problem)
  return { hash: await hashPassword(given) }
}

/** Ends the operator's sessions. */
export async function changePassword(io: CommandIo, options: PasswordOptions): Promise<void> {
  const { login, json } = options
  const { hash, generated } = await choosePassword(io, options)
  await withDatabase(io, ({ all }) =>
    all.any(sql.unsafe`select access.set_operator_password(${login}, ${hash}, ${io.ator})`),
  )
  const result = { login: login.toLowerCase(), ...generatedPassword(generated) }
  printResult(io, json, result, () =>
    ['Senha trocada; as sessões abertas foram encerradas.', ...passwordLines(generated)].join('\n'),
  )
}

/** What the JSON answer says of a password that was made here. */
export function generatedPassword(generated: string | undefined): { readonly senha?: string } {
  return generated === undefined ? {} : { senha: generated }
}

/** What a person is told of a password that was made here. */
export function passwordLines(generated: string | undefined): readonly string[] {
  return generated === undefined
    ? []
    : ['Guarde a senha, ela não será mostrada de novo:', generated]
}
