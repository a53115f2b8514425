/** A person says whether an uncertain notice went out, before another may be sent: the form, and the answer to it. */
import { randomUUID } from 'node:crypto'
import * as v from 'valibot'
import { decideNotice } from '../../acts/notice-acts.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelContext } from '../panel-env.ts'
import { ActForm } from '../pieces/forms/act-form.tsx'
import { type ActPlace, ActSchema, answerAct } from './answer-act.ts'
import type { RefusedAct } from './refused-act.ts'

interface DecideNoticeFormProps {
  readonly action: string
  readonly refused: RefusedAct | undefined
}

const ANSWERS = [
  ['sim', 'Sim, saiu'],
  ['nao', 'Não saiu'],
] as const

export function DecideNoticeForm({ action, refused }: DecideNoticeFormProps) {
  return (
    <ActForm
      action={action}
      titulo="Decidir se o aviso saiu"
      efeito="Não se sabe se o aviso saiu. Confira com o provedor ou com o cliente antes de enviar outro."
      motivo={refused?.typed['motivo']}
      problema={refused?.sentence}
    >
      <input type="hidden" name="chave" value={refused?.typed['chave'] ?? randomUUID()} />
      <fieldset class="choices">
        <legend>O aviso foi enviado?</legend>
        {ANSWERS.map(([value, text]) => (
          <label class="check">
            <input
              type="radio"
              name="enviada"
              value={value}
              required
              checked={refused?.typed['enviada'] === value}
            />
            {text}
          </label>
        ))}
      </fieldset>
    </ActForm>
  )
}

const Form = v.object({
  ...ActSchema.entries,
  enviada: v.pipe(v.picklist(['sim', 'nao']), v.description('se o aviso saiu ou não')),
})

export async function answerDecideNotice(
  c: PanelContext,
  { query }: PanelDeps,
  noticeId: string,
  place: ActPlace,
): Promise<Response> {
  return answerAct(c, place, {
    name: 'decide',
    target: noticeId,
    schema: Form,
    sentence: 'aviso.decidir',
    perform: ({ motivo: reason, chave: key, enviada }) =>
      decideNotice(query, c.var.operator, { noticeId, wasSent: enviada === 'sim', reason, key }),
  })
}
