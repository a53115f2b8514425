/** What a person decides of a notice of which nobody knows whether it went out, before another may be sent. */
import { randomUUID } from 'node:crypto'
import type { Typed } from '../../requests/read-form.ts'
import { ActForm } from './act-form.tsx'

interface DecideFormProps {
  readonly action: string
  /** The form as it was sent, and why it was refused. */
  readonly recusa?: { readonly typed: Typed; readonly frase: string } | undefined
}

const ANSWERS = [
  ['sim', 'Sim, saiu'],
  ['nao', 'Não saiu'],
] as const

export function DecideForm({ action, recusa }: DecideFormProps) {
  return (
    <ActForm
      action={action}
      titulo="Decidir se o aviso saiu"
      efeito="Não se sabe se o aviso saiu. Confira com o provedor ou com o cliente antes de enviar outro."
      motivo={recusa?.typed['motivo']}
      problema={recusa?.frase}
    >
      <input type="hidden" name="chave" value={recusa?.typed['chave'] ?? randomUUID()} />
      <fieldset class="choices">
        <legend>O aviso foi enviado?</legend>
        {ANSWERS.map(([value, text]) => (
          <label class="check">
            <input
              type="radio"
              name="enviada"
              value={value}
              required
              checked={recusa?.typed['enviada'] === value}
            />
            {text}
          </label>
        ))}
      </fieldset>
    </ActForm>
  )
}
