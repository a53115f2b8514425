/** In the form of a sensitive act: the person's own password again, where they have not proved lately who they are. */
import { CONFIRM_FIELD, needsConfirmation } from '../../acts/confirm-password.ts'
import type { PanelContext } from '../../panel-env.ts'
import { Field } from './field.tsx'

interface ConfirmPasswordProps {
  readonly c: PanelContext
  /** What `confirmPassword` answered. */
  readonly problema?: string | null | undefined
  /** Where to come back to after entering again. [this address] */
  readonly volta?: string
  /** Where a page has several such forms. */
  readonly idPrefix?: string
}

/** Nothing where no proof is needed; who has no password here is sent to enter again. */
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
