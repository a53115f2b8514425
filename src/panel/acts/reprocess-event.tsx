/** Reprocessar: the form, which says what it would do, and the answer to it. */
import { withWords } from '../pieces/words.ts'
import { sentence } from '../../core/text/sentence.ts'
import { randomUUID } from 'node:crypto'
import * as v from 'valibot'
import { reprocessEvent } from '../../acts/reprocess-event.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelContext } from '../panel-env.ts'
import { ActForm } from '../pieces/forms/act-form.tsx'
import { InertText } from '../pieces/text/inert-text.tsx'
import { type ActPlace, ActSchema, answerAct } from './answer-act.ts'
import type { RefusedAct } from './refused-act.ts'
import type { Effect } from './reprocess-preview.ts'

interface ReprocessEventFormProps {
  readonly id: string
  readonly preview: readonly Effect[]
  readonly refused: RefusedAct | undefined
}

export function ReprocessEventForm({ id, preview, refused }: ReprocessEventFormProps) {
  const mustConfirm = preview.some(({ tipo }) => tipo === 'CONFIRMAR')
  return (
    <ActForm
      action={`/eventos/${id}/reprocessar`}
      titulo="Reprocessar"
      efeito="O evento volta à fila agora, com todas as tentativas. Com os dados e mapeamentos de hoje:"
      motivo={refused?.typed['motivo']}
      problema={refused?.sentence}
    >
      <input type="hidden" name="chave" value={refused?.typed['chave'] ?? randomUUID()} />
      <ul class="effects">
        {preview.map(({ tipo, frase }) => (
          <li class={tipo.toLowerCase()}>
            <InertText text={withWords(sentence(frase))} />
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

const Form = v.object({ ...ActSchema.entries, forcar: v.optional(v.literal('sim')) })

export async function answerReprocessEvent(
  c: PanelContext,
  { query }: PanelDeps,
  eventId: string,
  place: ActPlace,
): Promise<Response> {
  return answerAct(c, place, {
    name: 'reprocess',
    target: eventId,
    schema: Form,
    sentence: 'evento.reprocessar',
    perform: ({ motivo: reason, chave: key, forcar }) =>
      reprocessEvent(query, c.var.operator, { eventId, reason, key, force: forcar === 'sim' }),
  })
}
