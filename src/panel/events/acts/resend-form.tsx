/** Enviar novamente: the pick-up notice once more, by a person's word. */
import { randomUUID } from 'node:crypto'
import { ActForm } from '../../pieces/forms/act-form.tsx'
import { ResendEffect } from '../../pieces/forms/resend-effect.tsx'
import type { Aviso } from '../page/read-orders.ts'
import { refusalOfAct, type RefusedAct } from './refused-act.ts'

interface ResendFormProps {
  readonly eventoId: string
  readonly pedidoId: string
  readonly avisos: readonly Aviso[]
  readonly agora: Date
  readonly refused: RefusedAct | undefined
}

export function ResendForm({ eventoId, pedidoId, avisos, agora, refused }: ResendFormProps) {
  const again = refusalOfAct(refused, 'reenviar', pedidoId)
  return (
    <ActForm
      action={`/eventos/${eventoId}/pedidos/${pedidoId}/reenviar`}
      titulo="Enviar novamente notificação"
      efeito={<ResendEffect avisos={avisos} agora={agora} />}
      motivo={again?.typed['motivo']}
      problema={again?.frase}
    >
      <input type="hidden" name="chave" value={again?.typed['chave'] ?? randomUUID()} />
    </ActForm>
  )
}
