/** Bulk acts on the dead rows that match the filters: POST /outbox/lote/… plans one, and the page of the plan confirms it. */
import * as v from 'valibot'
import { tenantList } from '../../db/connect/tenant-scope.ts'
import { sql } from '../../db/connect/query.ts'
import { attempt } from '../acts/attempt.ts'
import { ActSchema } from '../acts/answer-act.ts'
import { may } from '../session/may.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { Operator, PanelApp } from '../panel-env.ts'
import { problemPage } from '../pieces/problem-page.tsx'
import { idText } from '../../reads/query-values.ts'
import { readForm } from '../requests/read-form.ts'
import { outboxIds } from './find-outbox.ts'
import { DESTINATIONS, type OutboxFiltersRead } from './outbox-filters.ts'
import { mayDo } from '../session/permissions.ts'
import { ActForm } from '../pieces/forms/act-form.tsx'

const ACTS = [
  [
    'DEVOLVER',
    'outbox.devolver',
    'Devolver todas…',
    'As linhas mortas que correspondem aos filtros voltam à fila.',
  ],
  [
    'DESCARTAR',
    'outbox.descartar',
    'Descartar todas…',
    'As linhas mortas que correspondem aos filtros saem da fila sem efeito.',
  ],
] as const

const Form = v.strictObject({
  motivo: ActSchema.entries.motivo,
  destino: v.optional(v.picklist(DESTINATIONS)),
  tenant: v.optional(idText),
})

/** One more than a bulk act may have: the database refuses it with a sentence. */
const TARGETS_MAX = 10_001

export function planDead(app: PanelApp, { query }: PanelDeps): void {
  for (const [acao, permission] of ACTS) {
    const path = `/outbox/lote/${acao.toLowerCase()}`
    app.post(path, may('lote.executar'), may(permission), async (c) => {
      const { operator } = c.var
      const form = await readForm(c, Form)
      if (!form.ok) {
        const frase = form.problems['motivo'] ?? 'O formulário do lote não está completo.'
        return problemPage(c, 422, 'Não foi aceito', frase)
      }
      const { motivo: why, ...filters } = form.value
      const dead = { status: 'MORTO', ...filters } as const
      const ids = await outboxIds(query, operator, { ...NONE, ...dead }, TARGETS_MAX)
      const planned = await attempt(() =>
        query.as(operator).oneFirst(sql.type(v.object({ id: v.string() }))`
          select bulk.plan(
            ${acao}, ${JSON.stringify(dead)}::jsonb, ${sql.array([...ids], 'int8')}, ${operator.ator},
            ${tenantList(operator)}, ${why}
          ) as id`),
      )
      if (planned.ok) return c.redirect(`/lotes/${planned.value}`, 303)
      return problemPage(c, planned.refusal.status, 'Não foi planejado', planned.refusal.sentence)
    })
  }
}

const NONE = {
  motivo: undefined,
  destino: undefined,
  tenant: undefined,
  cursor: undefined,
} as const

interface BulkDeadProps {
  readonly operator: Operator
  readonly filters: OutboxFiltersRead
}

/** The buttons that plan them. */
export function BulkDead({ operator, filters: { destino, tenant } }: BulkDeadProps) {
  if (!mayDo(operator.papel, 'lote.executar')) return null
  return (
    <div class="acts bulk-acts">
      {ACTS.filter(([, permission]) => mayDo(operator.papel, permission)).map(
        ([acao, , titulo, efeito]) => (
          <ActForm
            action={`/outbox/lote/${acao.toLowerCase()}`}
            titulo={titulo}
            perigo={acao === 'DESCARTAR'}
            efeito={`${efeito} Antes de começar, o plano mostra quantas são e pede confirmação.`}
          >
            {destino === undefined ? null : <input type="hidden" name="destino" value={destino} />}
            {tenant === undefined ? null : <input type="hidden" name="tenant" value={tenant} />}
          </ActForm>
        ),
      )}
    </div>
  )
}
