/** Who collects the order; and why it is handed over, where it is not PRONTO. */
import { randomUUID } from 'node:crypto'
import { Banner } from '../../pieces/banner.tsx'
import { Field } from '../../pieces/forms/field.tsx'
import { InertText } from '../../pieces/text/inert-text.tsx'
import type { RefusedAct } from './refused-act.ts'

interface PickUpFormProps {
  readonly id: string
  /** The form as it was sent, and why it was refused. */
  readonly refused: RefusedAct | undefined
  /** What speaks against handing it over; with them a reason is asked for. */
  readonly avisos?: readonly string[]
}

const COLLECTORS = [
  ['TITULAR', 'O titular do pedido'],
  ['AUTORIZADO', 'Uma pessoa autorizada'],
] as const

export function PickUpForm({ id, refused, avisos }: PickUpFormProps) {
  const typed = refused?.typed ?? {}
  return (
    <form class="pick-up" method="post" action={`/pedidos/${id}/retirar`} data-once>
      {avisos === undefined ? null : <Warnings avisos={avisos} />}
      <input type="hidden" name="chave" value={typed['chave'] ?? randomUUID()} />
      <fieldset class="choices">
        <legend>Quem está retirando?</legend>
        {COLLECTORS.map(([value, text]) => (
          <label class="check">
            <input
              type="radio"
              name="retirado_por"
              value={value}
              required
              checked={typed['retirado_por'] === value}
            />
            {text}
          </label>
        ))}
      </fieldset>
      {avisos === undefined ? null : (
        <Field
          nome="motivo"
          rotulo="Por que entregar assim?"
          dica="Fica na auditoria, com o seu nome."
          idPrefix="retirar"
          obrigatorio
          maximo={500}
          valor={typed['motivo']}
          problema={refused?.frase}
        />
      )}
      <button class={avisos === undefined ? 'primary' : 'danger'}>Marcar RETIRADO</button>
    </form>
  )
}

function Warnings({ avisos }: { avisos: readonly string[] }) {
  return (
    <Banner tom="info">
      <ul>
        {avisos.map((aviso) => (
          <li>
            <InertText text={aviso} />
          </li>
        ))}
      </ul>
    </Banner>
  )
}
