/** The form of an act that asks for a reason. It is folded, so that no act is one careless click away. */
import type { Child } from 'hono/jsx'
import { Field } from './field.tsx'

interface ActFormProps {
  readonly action: string
  /** The text of the button. */
  readonly titulo: string
  /** What the act does, in a sentence or two. */
  readonly efeito: Child
  readonly problema?: string | undefined
  readonly motivo?: string | undefined
  readonly perigo?: boolean
  /** Whether the form is unfolded. [when there is a problem] */
  readonly aberto?: boolean
  /** Further fields, hidden ones too. */
  readonly children?: Child
}

export function ActForm(props: ActFormProps) {
  const { action, titulo, efeito, problema, motivo, perigo = false, children } = props
  const { aberto = problema !== undefined } = props
  return (
    <details class="act" open={aberto}>
      <summary class={perigo ? 'button danger' : 'button'}>{titulo}</summary>
      <form method="post" action={action} data-once>
        <p>{efeito}</p>
        {children}
        <Field
          nome="motivo"
          rotulo="Motivo"
          dica="Fica na auditoria, com o seu nome."
          idPrefix={action.replaceAll(/[^a-z0-9]+/gi, '-')}
          obrigatorio
          maximo={500}
          valor={motivo}
          problema={problema}
        />
        <button class={perigo ? 'danger' : 'primary'}>{titulo}</button>
      </form>
    </details>
  )
}
