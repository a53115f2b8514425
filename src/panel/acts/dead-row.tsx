/** What a person may do with a dead row of the outbox, back to the queue or away: the forms, and the answers to them. */
import { randomUUID } from 'node:crypto'
import { discardDeadRow, requeueDeadRow } from '../../acts/dead-row.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelContext } from '../panel-env.ts'
import { ActForm } from '../pieces/forms/act-form.tsx'
import { mayDo, type Role } from '../session/permissions.ts'
import { type ActPlace, ActSchema, answerAct } from './answer-act.ts'
import type { RefusedAct } from './refused-act.ts'

/** The last part of the address of each form. */
export type DeadRowAct = 'devolver' | 'descartar'

const NAMES = { devolver: 'requeue', descartar: 'discard' } as const
const ROUTINES = { devolver: requeueDeadRow, descartar: discardDeadRow } as const

interface DeadRowFormsProps {
  readonly role: Role
  readonly row: { readonly id: string; readonly destino: string }
  readonly refused: RefusedAct | undefined
}

/** Nothing for a papel that may do neither. */
export function DeadRowForms({ role, row, refused }: DeadRowFormsProps) {
  const isNotice = row.destino === 'NOTIFICAR'
  const acts = [
    [
      'devolver',
      'Devolver à fila',
      isNotice
        ? 'O aviso é enviado ao cliente, com todas as tentativas.'
        : 'O evento volta à fila como um reprocessamento, com todas as tentativas.',
    ],
    [
      'descartar',
      'Descartar',
      isNotice
        ? 'O cliente não é avisado. A linha inteira fica na auditoria.'
        : 'O evento fica IGNORADO e não tem efeito. A linha inteira fica na auditoria.',
    ],
  ] as const
  const allowed = acts.filter(([act]) => mayDo(role, `outbox.${act}`))
  if (allowed.length === 0) return null
  const malformed = refused?.malformed === true ? refused : undefined
  return (
    <section class="card">
      <h2>Espera que alguém decida</h2>
      <div class="acts">
        {allowed.map(([act, titulo, efeito]) => (
          <ActForm
            action={`/outbox/${row.id}/${act}`}
            titulo={titulo}
            efeito={efeito}
            perigo={act === 'descartar'}
            motivo={refused?.typed['motivo']}
            problema={malformed?.act === NAMES[act] ? malformed.sentence : undefined}
          >
            <input type="hidden" name="chave" value={refused?.typed['chave'] ?? randomUUID()} />
          </ActForm>
        ))}
      </div>
    </section>
  )
}

export async function answerDeadRow(
  c: PanelContext,
  { query }: PanelDeps,
  [act, rowId]: readonly [act: DeadRowAct, rowId: string],
  place: ActPlace,
): Promise<Response> {
  return answerAct(c, place, {
    name: NAMES[act],
    target: rowId,
    schema: ActSchema,
    sentence: `outbox.${act}`,
    perform: ({ motivo: reason, chave: key }) =>
      ROUTINES[act](query, c.var.operator, { rowId, reason, key }),
  })
}
