/** POST /pedidos/ID/avisos/AVISO/decidir: a person has found out whether an INCERTA notice went out. */
import * as v from 'valibot'
import { tenantCondition, tenantList } from '../../../db/connect/tenant-scope.ts'
import { type Query, sql } from '../../../db/connect/query.ts'
import { attempt } from '../../acts/attempt.ts'
import { ActSchema } from '../../events/acts/act-schema.ts'
import { may } from '../../session/may.ts'
import type { PanelDeps } from '../../panel-deps.ts'
import type { Operator, PanelApp } from '../../panel-env.ts'
import { done } from '../../pieces/done.ts'
import { problemPage } from '../../pieces/problem-page.tsx'
import { readForm } from '../../requests/read-form.ts'
import { ORDER_PATH, showOrder } from '../page/order-page.tsx'

const Decide = v.object({
  ...ActSchema.entries,
  enviada: v.pipe(v.picklist(['sim', 'nao']), v.description('se o aviso saiu ou não')),
})

export function decideNotice(app: PanelApp, deps: PanelDeps): void {
  const path = `${ORDER_PATH}/avisos/:aviso{[1-9][0-9]{0,17}}/decidir` as const
  app.post(path, may('aviso.reenviar'), async (c) => {
    const { id, aviso } = c.req.param()
    const form = await readForm(c, Decide)
    if (!form.ok) {
      const frase = Object.values(form.problems).join(' ')
      return showOrder(c, deps, id, { act: 'decidir', status: 422, frase, typed: form.typed })
    }
    const { operator } = c.var
    const { enviada, motivo, chave } = form.value
    if (!(await isOf(deps.query, operator, id, aviso))) {
      return problemPage(c, 404, 'Não encontrado', 'Aviso não encontrado neste pedido.')
    }
    const tried = await attempt(() =>
      deps.query.as(operator).any(sql.unsafe`
        select notifications.resolve_uncertain(
          ${aviso}::bigint, ${enviada === 'sim'}, ${motivo}, ${operator.ator},
          ${tenantList(operator)}, ${chave}::uuid
        )`),
    )
    if (tried.ok) return done(c, `/pedidos/${id}`, 'aviso.decidir')
    const { status, sentence: frase } = tried.refusal
    return showOrder(c, deps, id, { act: 'decidir', status, frase, typed: form.typed })
  })
}

function isOf(query: Query, operator: Operator, id: string, aviso: string): Promise<boolean> {
  return query.as(operator).exists(sql.unsafe`
    select from ops.notificacao as e
    where e.id = ${aviso}::bigint
      and e.pedido_id = ${id}::bigint
      and ${tenantCondition(operator)}`)
}
