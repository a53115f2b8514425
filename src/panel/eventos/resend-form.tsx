/** Enviar novamente: the pick-up notice once more, by a person's word. */
import { randomUUID } from 'node:crypto'
import { ActForm } from '../pieces/act-form.tsx'
import { Age } from '../pieces/moment.tsx'
import type { Aviso } from './read-orders.ts'
import { refusalOfAct, type RefusedAct } from './refused-act.ts'

interface ResendFormProps {
  readonly eventoId: string
  readonly pedidoId: string
  readonly avisos: readonly Aviso[]
  readonly agora: Date
  readonly refused: RefusedAct | undefined
}

export function ResendForm({ eventoId, pedidoId, avisos, agora, refused }: ResendFormProps) {
  const last = avisos.findLast(({ enviadoEm }) => enviadoEm !== null)
  const again = refusalOfAct(refused, 'reenviar', pedidoId)
  const lastSend =
    last === undefined ? (
      'Nenhum foi enviado até agora.'
    ) : (
      <>
        O último foi enviado <Age at={last.enviadoEm} agora={agora} />.
      </>
    )
  return (
    <ActForm
      action={`/eventos/${eventoId}/pedidos/${pedidoId}/reenviar`}
      titulo="Enviar novamente notificação"
      efeito={<>O cliente recebe o aviso de retirada mais uma vez. {lastSend}</>}
      motivo={again?.typed['motivo']}
      problema={again?.frase}
    >
      <input type="hidden" name="chave" value={again?.typed['chave'] ?? randomUUID()} />
    </ActForm>
  )
}
