/** What a person decides of a notice of which nobody knows whether it went out, before another may be sent. */
import { randomUUID } from 'node:crypto'
import { ActForm } from '../pieces/act-form.tsx'
import type { Aviso } from './read-orders.ts'
import { refusalOfAct, type RefusedAct } from './refused-act.ts'

interface DecideFormProps {
  readonly eventoId: string
  readonly aviso: Aviso
  readonly refused: RefusedAct | undefined
}

const ANSWERS = [
  ['sim', 'Sim, saiu'],
  ['nao', 'Não saiu'],
] as const

export function DecideForm({ eventoId, aviso, refused }: DecideFormProps) {
  const again = refusalOfAct(refused, 'decidir', aviso.id)
  return (
    <ActForm
      action={`/eventos/${eventoId}/avisos/${aviso.id}/decidir`}
      titulo="Decidir se o aviso saiu"
      efeito="Não se sabe se o último aviso saiu. Confira com o provedor ou com o cliente antes de enviar outro."
      motivo={again?.typed['motivo']}
      problema={again?.frase}
    >
      <input type="hidden" name="chave" value={again?.typed['chave'] ?? randomUUID()} />
      <fieldset class="choices">
        <legend>O aviso foi enviado?</legend>
        {ANSWERS.map(([value, text]) => (
          <label class="check">
            <input
              type="radio"
              name="enviada"
              value={value}
              required
              checked={again?.typed['enviada'] === value}
            />
            {text}
          </label>
        ))}
      </fieldset>
    </ActForm>
  )
}
