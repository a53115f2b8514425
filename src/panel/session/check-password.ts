/**
 * Checks a login's password, as often as the throttle allows. This is the only way to a password's hash: at the sign-in and
 * wherever a person proves again who they are. An unknown login takes as long as a known one.
 */
import * as v from 'valibot'
import { verifyPassword } from '../../core/password.ts'
import { type Query, sql } from '../../db/connect/query.ts'

export type PasswordCheck =
  | { readonly is: 'right'; readonly operadorId: string }
  | { readonly is: 'wrong' }
  | { readonly is: 'early'; readonly seconds: number }

const Known = v.object({ id: v.string(), senha: v.nullable(v.string()), ativo: v.boolean() })

/** After `right` the caller opens or confirms a session, which resets the login's failures. */
export async function checkPassword(
  query: Query,
  { login, senha, origem }: { login: string; senha: string; origem: string },
): Promise<PasswordCheck> {
  const anybody = query.as({ tenants: [], ator: 'painel' })
  const seconds = await anybody.oneFirst(sql.type(v.object({ espera: v.number() }))`
    select access.login_wait(${login}, ${origem}) as espera`)
  if (seconds > 0) return { is: 'early', seconds }
  const known = await anybody.maybeOne(sql.type(Known)`
    select o.id, o.senha_hash as senha, o.ativo from access.find_operator(${login}) as o`)
  const isRight = await verifyPassword(senha, known?.senha ?? null)
  if (isRight && known?.ativo === true) return { is: 'right', operadorId: known.id }
  await anybody.any(sql.unsafe`select access.note_login_failure(${login}, ${origem})`)
  return { is: 'wrong' }
}
