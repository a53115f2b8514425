/** Who collects an order, and why it is handed over where it is not PRONTO: the form, and the answer to it. */
import { randomUUID } from 'node:crypto'
import * as v from 'valibot'
import { pickUp } from '../../acts/pick-up.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelContext } from '../panel-env.ts'
import { Banner } from '../pieces/banner.tsx'
import { Field } from '../pieces/forms/field.tsx'
import { InertText } from '../pieces/text/inert-text.tsx'
import { plainText } from '../../reads/query-values.ts'
import { type ActPlace, answerAct } from './answer-act.ts'
import type { RefusedAct } from './refused-act.ts'

interface PickUpFormProps {
  readonly id: string
  /** The form as it was sent, and why it was refused. */
  readonly refused: RefusedAct | undefined
  /** What speaks against handing the order over. With warnings, a reason is required. */
  readonly warnings?: readonly string[]
}

const COLLECTORS = [
  ['TITULAR', 'O titular do pedido'],
  ['AUTORIZADO', 'Uma pessoa autorizada'],
] as const

export function PickUpForm({ id, refused, warnings }: PickUpFormProps) {
  const typed = refused?.typed ?? {}
  return (
    <form class="pick-up" method="post" action={`/pedidos/${id}/retirar`} data-once>
      {warnings === undefined ? null : <Warnings warnings={warnings} />}
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
      {warnings === undefined ? null : (
        <Field
          nome="motivo"
          rotulo="Por que entregar assim?"
          dica="Fica na auditoria, com o seu nome."
          idPrefix="retirar"
          obrigatorio
          maximo={500}
          valor={typed['motivo']}
          problema={refused?.sentence}
        />
      )}
      <button class={warnings === undefined ? 'primary' : 'danger'}>Marcar RETIRADO</button>
    </form>
  )
}

function Warnings({ warnings }: { warnings: readonly string[] }) {
  return (
    <Banner tom="info">
      <ul>
        {warnings.map((warning) => (
          <li>
            <InertText text={warning} />
          </li>
        ))}
      </ul>
    </Banner>
  )
}

const Form = v.object({
  retirado_por: v.pipe(
    v.picklist(['TITULAR', 'AUTORIZADO']),
    v.description('quem está retirando: o titular, ou uma pessoa autorizada'),
  ),
  motivo: v.pipe(
    v.optional(v.pipe(plainText(500), v.trim()), ''),
    v.description('o motivo, de até 500 caracteres'),
  ),
  chave: v.pipe(
    v.optional(v.pipe(v.string(), v.uuid())),
    v.description('a chave que veio com o formulário'),
  ),
})

export async function answerPickUp(
  c: PanelContext,
  { query }: PanelDeps,
  orderId: string,
  place: ActPlace,
): Promise<Response> {
  return answerAct(c, place, {
    name: 'pick-up',
    target: orderId,
    schema: Form,
    sentence: 'pedido.retirar',
    perform: ({ retirado_por: collector, motivo: reason, chave: key = null }) =>
      pickUp(query, c.var.operator, { orderId, collector, reason, key }),
  })
}
