/** Enviar novamente: the form, which says what became of the last notice, and the answer to it. */
import { randomUUID } from 'node:crypto'
import { resendNotice } from '../../acts/notice-acts.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelContext } from '../panel-env.ts'
import { ActForm } from '../pieces/forms/act-form.tsx'
import type { NoticeShown } from '../pieces/notice-item.tsx'
import { Age } from '../pieces/text/moment.tsx'
import { type ActPlace, ActSchema, answerAct } from './answer-act.ts'
import type { RefusedAct } from './refused-act.ts'

interface ResendNoticeProps {
  readonly notices: readonly NoticeShown[]
  readonly agora: Date
}

interface ResendNoticeFormProps extends ResendNoticeProps {
  readonly action: string
  readonly refused: RefusedAct | undefined
}

export function ResendNoticeForm({ action, notices, agora, refused }: ResendNoticeFormProps) {
  return (
    <ActForm
      action={action}
      titulo="Enviar novamente notificação"
      efeito={<Effect notices={notices} agora={agora} />}
      motivo={refused?.typed['motivo']}
      problema={refused?.sentence}
    >
      <input type="hidden" name="chave" value={refused?.typed['chave'] ?? randomUUID()} />
    </ActForm>
  )
}

function Effect({ notices, agora }: ResendNoticeProps) {
  const last = notices.findLast(
    ({ enviadoEm, registradoEm }) => (enviadoEm ?? registradoEm) !== null,
  )
  if (last === undefined) {
    return <>O cliente recebe o aviso de retirada. Nenhum foi enviado até agora.</>
  }
  if (last.enviadoEm === null) {
    return (
      <>
        O último aviso foi só registrado <Age at={last.registradoEm} agora={agora} />, e ninguém o
        recebeu: sem um gateway (NOTIFY_{last.meio}) este também não sai do hub.
      </>
    )
  }
  return (
    <>
      O cliente recebe o aviso de retirada mais uma vez. O último foi enviado{' '}
      <Age at={last.enviadoEm} agora={agora} />.
    </>
  )
}

export async function answerResendNotice(
  c: PanelContext,
  { query }: PanelDeps,
  orderId: string,
  place: ActPlace,
): Promise<Response> {
  return answerAct(c, place, {
    name: 'resend',
    target: orderId,
    schema: ActSchema,
    sentence: 'aviso.reenviar',
    perform: ({ motivo: reason, chave: key }) =>
      resendNotice(query, c.var.operator, { orderId, reason, key }),
  })
}
