/** For ten minutes after a person has noted a hand-over: the act that takes it back. */
import { randomUUID } from 'node:crypto'
import { ActForm } from '../../pieces/forms/act-form.tsx'
import { lastPickUp } from '../page/order-story.ts'
import type { OrderRead } from '../page/read-order.ts'
import type { RefusedAct } from './refused-act.ts'

const UNDO_MS = 10 * 60_000

interface UndoFormProps {
  readonly read: OrderRead
  readonly agora: Date
  readonly refused: RefusedAct | undefined
}

/** Nothing for what can no longer be undone; the database has the last word. */
export function UndoForm({ read: { pedido, atos }, agora, refused }: UndoFormProps) {
  const since = agora.getTime() - (pedido.retiradoEm?.getTime() ?? 0)
  if (lastPickUp(atos) === undefined || since > UNDO_MS) return null
  const typed = refused?.act === 'desfazer' ? refused : undefined
  return (
    <ActForm
      action={`/pedidos/${pedido.id}/desfazer`}
      titulo="Desfazer entrega"
      efeito="Por dez minutos: o pedido volta ao que os seus eventos dizem, e o cliente não é avisado de novo."
      motivo={typed?.typed['motivo']}
      problema={typed?.frase}
    >
      <input type="hidden" name="chave" value={typed?.typed['chave'] ?? randomUUID()} />
    </ActForm>
  )
}
