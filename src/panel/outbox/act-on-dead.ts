/** GET /outbox/ID, and what a person does with a dead row: back to the queue, or away. */
import type * as v from 'valibot'
import { tenantList } from '../../db/connect/tenant-scope.ts'
import { isId } from '../../core/id.ts'
import { type Query, sql } from '../../db/connect/query.ts'
import { attempt } from '../acts/attempt.ts'
import { ActSchema } from '../events/acts/act-schema.ts'
import { may } from '../session/may.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { Operator, PanelApp, PanelContext } from '../panel-env.ts'
import { done } from '../pieces/done.ts'
import { problemPage } from '../pieces/problem-page.tsx'
import { readForm } from '../requests/read-form.ts'
import { outboxRow } from './find-outbox.ts'
import { type DeadAct, outboxRowPage } from './outbox-row-page.tsx'

export function actOnDead(app: PanelApp, { query }: PanelDeps): void {
  const path = '/outbox/:id{[0-9]+}'

  app.get(path, may('ver'), async (c) => {
    const row = await rowOf(c, query)
    return row === null ? gone(c) : outboxRowPage(c, query, row)
  })

  for (const acao of ['devolver', 'descartar'] as const) {
    app.post(`${path}/${acao}`, may(`outbox.${acao}`), async (c) => {
      const form = await readForm(c, ActSchema)
      const { typed } = form
      if (!form.ok) {
        const row = await rowOf(c, query)
        if (row === null) return gone(c)
        const problema = Object.values(form.problems).join(' ')
        return outboxRowPage(c, query, row, { typed, wrong: { acao, problema }, status: 422 })
      }
      const id = c.req.param('id') ?? ''
      if (!isId(id)) return gone(c)
      const result = await attempt(() => perform(query, c.var.operator, acao, id, form.value))
      if (result.ok) return done(c, '/outbox?status=MORTO', `outbox.${acao}`)
      const { sentence: frase, status } = result.refusal
      const row = await rowOf(c, query)
      if (row === null) return gone(c)
      return outboxRowPage(c, query, row, { typed, frase, status })
    })
  }
}

async function perform(
  query: Query,
  operator: Operator,
  acao: DeadAct,
  id: string,
  act: v.InferOutput<typeof ActSchema>,
): Promise<void> {
  const routine =
    acao === 'devolver' ? sql.fragment`relay.requeue_dead` : sql.fragment`relay.discard`
  await query.as(operator).any(sql.unsafe`
    select ${routine}(
      ${id}::bigint, ${act.motivo}, ${operator.ator}, ${tenantList(operator)}, ${act.chave}::uuid
    )`)
}

async function rowOf(c: PanelContext, query: Query) {
  const id = c.req.param('id') ?? ''
  return isId(id) ? outboxRow(query, c.var.operator, id) : null
}

function gone(c: PanelContext) {
  const frase = 'Esta linha não está na fila: o que está feito sai dela.'
  return problemPage(c, 404, 'Não encontrado', frase)
}
