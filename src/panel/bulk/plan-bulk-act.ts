/** GET /lotes/novo and POST /lotes: makes a plan of exactly the events that match. It waits to be confirmed. */
import * as v from 'valibot'
import { tenantList } from '../../db/connect/tenant-scope.ts'
import { isId } from '../../core/id.ts'
import { EventFilters } from '../../reads/event-filters.ts'
import { sql } from '../../db/connect/query.ts'
import { attempt } from '../acts/attempt.ts'
import { ActSchema } from '../acts/answer-act.ts'
import type { GivenFilters } from '../pieces/event-address.ts'
import { may } from '../session/may.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelApp } from '../panel-env.ts'
import { queryOf, readParameters } from '../requests/read-query.ts'
import { queryRefused } from '../pieces/problem-page.tsx'
import { readForm } from '../requests/read-form.ts'
import { matchingEvents } from './matching-events.ts'
import { newBulkActPage, PACES } from './new-bulk-act-page.tsx'

const Plan = v.object({
  motivo: ActSchema.entries.motivo,
  filtro: v.pipe(v.string(), v.maxLength(4000)),
  ate: v.pipe(v.string(), v.check(isId)),
  ritmo: v.pipe(v.picklist(PACES), v.toNumber(), v.description('um dos ritmos da lista')),
  forcar: v.optional(v.literal('sim')),
})

export function planBulkAct(app: PanelApp, deps: PanelDeps): void {
  app.get('/lotes/novo', may('lote.executar'), may('evento.reprocessar'), async (c) => {
    const given = queryOf(c)
    const read = readParameters(given, EventFilters)
    if (!read.ok) return queryRefused(c, read.problems, ['/eventos', 'Eventos'])
    const found = await matchingEvents(deps, c.var.operator, read.value, null)
    return newBulkActPage(c, { given, found, ate: found.itens[0]?.id ?? '1' })
  })

  app.post('/lotes', may('lote.executar'), may('evento.reprocessar'), async (c) => {
    const form = await readForm(c, Plan)
    const { typed } = form
    const given = givenOf(typed['filtro'] ?? '')
    const read = readParameters(given, EventFilters)
    if (!read.ok) return queryRefused(c, read.problems, ['/eventos', 'Eventos'])
    const { operator } = c.var
    const ate = typed['ate'] ?? ''
    const found = await matchingEvents(deps, operator, read.value, isId(ate) ? ate : null)
    const refuse = (frase: string) =>
      newBulkActPage(c, {
        given,
        found,
        ate: isId(ate) ? ate : (found.itens[0]?.id ?? '1'),
        refused: { status: 422, frase, typed },
      })
    if (!form.ok) return refuse(Object.values(form.problems).join(' '))
    if (found.more) return refuse('Um lote tem no máximo 10.000 eventos: restrinja os filtros.')
    const { motivo, ritmo, forcar } = form.value
    const ids = found.itens.map(({ id }) => id)
    const planned = await attempt(() =>
      deps.query.as(operator).oneFirst(sql.type(v.object({ id: v.string() }))`
        select bulk.plan(
          p_acao => 'REPROCESSAR',
          p_filtro => ${JSON.stringify(given)}::jsonb,
          p_alvos => ${sql.array(ids, 'int8')},
          p_ator => ${operator.ator},
          p_tenants => ${tenantList(operator)},
          p_motivo => ${motivo},
          p_ritmo => ${ritmo},
          p_forcar => ${forcar === 'sim'}
        ) as id`),
    )
    if (!planned.ok) return refuse(planned.refusal.sentence)
    return c.redirect(`/lotes/${planned.value}`, 303)
  })
}

/** The filters of a query string, without its cursor. */
function givenOf(text: string): GivenFilters {
  const params = new URLSearchParams(text.startsWith('?') ? text.slice(1) : text)
  const names = new Set(params.keys())
  names.delete('cursor')
  return Object.fromEntries(
    Array.from(names, (name) => {
      const values = params.getAll(name)
      return [name, values.length === 1 ? (values[0] ?? '') : values]
    }),
  )
}
