/**
 * Asks for the password before a sensitive act, unless the person proved who they are in the last 10 minutes: an unlocked
 * screen that somebody else finds must not give out secrets. A screen shows <ConfirmPassword c={c} /> inside its form and,
 * before it acts, calls
 *
 *     const form = await readForm(c, Form)
 *     const unproved = await confirmPassword(c, deps, form.typed)
 *     if (unproved !== null) // show the form again, with <ConfirmPassword c={c} problema={unproved} />, as a 403
 */
import { sql } from '../../db/connect/query.ts'
import { checkPassword } from '../session/check-password.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelContext } from '../panel-env.ts'
import { spanText } from '../pieces/text/number-text.ts'
import { Field } from '../pieces/forms/field.tsx'

export const CONFIRM_FIELD = 'sua_senha'

const RECENT_MS = 10 * 60_000

/** Whether a form for a sensitive act must ask. */
function needsConfirmation(c: PanelContext): boolean {
  return c.var.agora.getTime() - c.var.operator.confirmada.getTime() > RECENT_MS
}

/** Null lets the act go on. Otherwise it is the sentence to show beside the field. */
export async function confirmPassword(
  c: PanelContext,
  { query }: Pick<PanelDeps, 'query'>,
  typed: Readonly<Record<string, string>>,
): Promise<string | null> {
  if (!needsConfirmation(c)) return null
  const { operator } = c.var
  if (!operator.temSenha) return 'Você entrou há mais de 10 minutos: entre de novo para continuar.'
  const password = typed[CONFIRM_FIELD] ?? ''
  if (password === '') return 'Informe a sua senha para continuar.'
  const address = c.var.origem
  const check = await checkPassword(query, {
    login: operator.login,
    senha: password,
    origem: address,
  })
  if (check.is === 'early') return `Tentativas demais: tente de novo em ${spanText(check.seconds)}.`
  if (check.is === 'wrong') return 'A senha não confere.'
  await query.as(operator).any(sql.unsafe`
    select access.confirm_session(${sql.binary(operator.sessao)}, ${address})`)
  return null
}

interface ConfirmPasswordProps {
  readonly c: PanelContext
  /** What `confirmPassword` answered. */
  readonly problema?: string | null | undefined
  /** Where to come back to after signing in again. [this address] */
  readonly volta?: string
  /** Needed where a page has several such forms. */
  readonly idPrefix?: string
}

/** Renders nothing where no proof is needed. Somebody without a password here gets a link to sign in again. */
export function ConfirmPassword({ c, problema, volta, idPrefix }: ConfirmPasswordProps) {
  if (!needsConfirmation(c)) return null
  if (!c.var.operator.temSenha) {
    return (
      <p class={problema == null ? 'hint' : 'wrong'}>
        Este ato pede que você tenha entrado há menos de 10 minutos:{' '}
        <a href={`/entrar/de-novo?volta=${encodeURIComponent(volta ?? c.req.path)}`}>
          entrar de novo
        </a>
        .
      </p>
    )
  }
  return (
    <Field
      nome={CONFIRM_FIELD}
      rotulo="Sua senha"
      dica="Você entrou há mais de 10 minutos: confirme que é você."
      tipo="password"
      autocomplete="current-password"
      obrigatorio
      problema={problema ?? undefined}
      {...(idPrefix === undefined ? {} : { idPrefix })}
    />
  )
}
