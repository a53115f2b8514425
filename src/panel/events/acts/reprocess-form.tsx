/** Reprocessar: what it would do, and why it is asked for. */
import { randomUUID } from 'node:crypto'
import { ActForm } from '../../pieces/forms/act-form.tsx'
import { InertText } from '../../pieces/text/inert-text.tsx'
import type { Effect } from './read-preview.ts'
import type { RefusedAct } from './refused-act.ts'

interface ReprocessFormProps {
  readonly id: string
  readonly preview: readonly Effect[]
  readonly refused: RefusedAct | undefined
}

export function ReprocessForm({ id, preview, refused }: ReprocessFormProps) {
  const mustConfirm = preview.some(({ tipo }) => tipo === 'CONFIRMAR')
  return (
    <ActForm
      action={`/eventos/${id}/reprocessar`}
      titulo="Reprocessar"
      efeito="O evento volta à fila agora, com todas as tentativas. Com os dados e mapeamentos de hoje:"
      motivo={refused?.typed['motivo']}
      problema={refused?.frase}
    >
      <input type="hidden" name="chave" value={refused?.typed['chave'] ?? randomUUID()} />
      <ul class="effects">
        {preview.map(({ tipo, frase }) => (
          <li class={tipo.toLowerCase()}>
            <InertText text={`${frase.charAt(0).toUpperCase()}${frase.slice(1)}.`} />
          </li>
        ))}
      </ul>
      {mustConfirm ? (
        <label class="check">
          <input
            type="checkbox"
            name="forcar"
            value="sim"
            required
            checked={refused?.typed['forcar'] === 'sim'}
          />
          Sei disso, e quero aplicá-lo outra vez
        </label>
      ) : null}
    </ActForm>
  )
}
