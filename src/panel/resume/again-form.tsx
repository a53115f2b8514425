/** A form that was sent and not done, ready to be sent again. It holds what was typed; secrets are asked for again. */
import { Facts } from '../pieces/facts.tsx'
import { Field } from '../pieces/forms/field.tsx'
import { InertText } from '../pieces/text/inert-text.tsx'
import { isSignedIn } from '../pieces/page.tsx'
import { CONFIRM_FIELD, ConfirmPassword } from '../acts/confirm-password.tsx'
import { formOwner } from '../requests/read-form.ts'
import type { PanelContext } from '../panel-env.ts'
import { fieldName, fieldText } from './field-words.ts'
import { CONFIRMED, type KeptAct } from './kept-act.ts'

interface AgainFormProps {
  readonly c: PanelContext
  readonly act: KeptAct
  /** The text of the button. */
  readonly button: string
}

export function AgainForm({ c, act, button }: AgainFormProps) {
  const { id, para, campos, segredos, arquivos } = act
  const action = `${para}${para.includes('?') ? '&' : '?'}${CONFIRMED}=${id}`
  const shown = campos.flatMap(([name, value]) => {
    const text = fieldText(name, value)
    return text === null ? [] : [[fieldName(name), <InertText text={text} />] as const]
  })
  const asksAgain = segredos.length + arquivos.length > 0
  return (
    <form
      method="post"
      action={action}
      data-once
      {...(arquivos.length > 0 ? { enctype: 'multipart/form-data' } : {})}
    >
      {isSignedIn(c) || act.deQuem === null ? null : (
        <input type="hidden" name={formOwner.NAME} value={act.deQuem} />
      )}
      {shown.length === 0 ? null : <Facts fatos={shown} />}
      {campos.map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      {asksAgain ? (
        <p class="hint">
          Senhas, segredos e arquivos nunca são guardados: informe de novo{' '}
          {[...segredos, ...arquivos].map(fieldName).join(', ')}.
        </p>
      ) : null}
      {segredos.map((name) =>
        name === CONFIRM_FIELD && isSignedIn(c) ? (
          <ConfirmPassword c={c} idPrefix={id} />
        ) : (
          <Field
            nome={name}
            rotulo={fieldName(name)}
            tipo="password"
            autocomplete={name === 'senha_atual' ? 'current-password' : 'new-password'}
            idPrefix={id}
            obrigatorio
          />
        ),
      )}
      {arquivos.map((name) => (
        <div class="field">
          <label for={`${id}-${name}`}>{fieldName(name)}</label>
          <input type="file" id={`${id}-${name}`} name={name} required />
        </div>
      ))}
      <button class="primary">{button}</button>
    </form>
  )
}
