/** Takes back a hand-over that a person noted: the form, and the answer to it. */
import { randomUUID } from 'node:crypto'
import { undoPickUp } from '../../acts/pick-up.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelContext } from '../panel-env.ts'
import { ActForm } from '../pieces/forms/act-form.tsx'
import { type ActPlace, ActSchema, answerAct } from './answer-act.ts'
import type { RefusedAct } from './refused-act.ts'

interface UndoPickUpFormProps {
  readonly id: string
  readonly refused: RefusedAct | undefined
}

export function UndoPickUpForm({ id, refused }: UndoPickUpFormProps) {
  return (
    <ActForm
      action={`/pedidos/${id}/desfazer`}
      titulo="Desfazer entrega"
      efeito="Por dez minutos: o pedido volta ao que os seus eventos dizem, e o cliente não é avisado de novo."
      motivo={refused?.typed['motivo']}
      problema={refused?.sentence}
    >
      <input type="hidden" name="chave" value={refused?.typed['chave'] ?? randomUUID()} />
    </ActForm>
  )
}

export async function answerUndoPickUp(
  c: PanelContext,
  { query }: PanelDeps,
  orderId: string,
  place: ActPlace,
): Promise<Response> {
  return answerAct(c, place, {
    name: 'undo-pick-up',
    target: orderId,
    schema: ActSchema,
    sentence: 'pedido.desfazer',
    perform: ({ motivo: reason, chave: key }) =>
      undoPickUp(query, c.var.operator, { orderId, reason, key }),
  })
}
