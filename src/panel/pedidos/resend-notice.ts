/** POST /pedidos/ID/avisar: the pick-up notice once more, by a person's word. One notice a form, however often it comes. */
import { tenantCondition } from '../../api/tenant-condition.ts'
import { tenantList } from '../../api/tenant-list.ts'
import { type Query, sql } from '../../db/query.ts'
import { attempt } from '../attempt.ts'
import { ActSchema } from '../eventos/act-schema.ts'
import { may } from '../may.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { Operator, PanelApp } from '../panel-env.ts'
import { done } from '../pieces/done.ts'
import { readForm } from '../read-form.ts'
import { ORDER_PATH, showOrder } from './order-page.tsx'

export function resendNotice(app: PanelApp, deps: PanelDeps): void {
  app.post(`${ORDER_PATH}/avisar`, may('aviso.reenviar'), async (c) => {
    const id = c.req.param('id')
    const form = await readForm(c, ActSchema)
    if (!form.ok) {
      const frase = Object.values(form.problems).join(' ')
      return showOrder(c, deps, id, { act: 'reenviar', status: 422, frase, typed: form.typed })
    }
    const { operator } = c.var
    const { motivo, chave } = form.value
    if (await isUncertain(deps.query, operator, id)) {
      return showOrder(c, deps, id, {
        act: 'reenviar',
        status: 409,
        frase: 'Decida primeiro se o último aviso saiu: ele está INCERTA.',
        typed: form.typed,
      })
    }
    const tried = await attempt(() =>
      deps.query.as(operator).any(sql.unsafe`
        select notifications.resend(
          ${id}::bigint, ${motivo}, ${operator.ator}, ${tenantList(operator)}, ${chave}::uuid
        )`),
    )
    if (tried.ok) return done(c, `/pedidos/${id}`, 'aviso.reenviar')
    const { status, sentence: frase } = tried.refusal
    return showOrder(c, deps, id, { act: 'reenviar', status, frase, typed: form.typed })
  })
}

/** Whoever sends another one must know what has become of the one before. */
function isUncertain(query: Query, operator: Operator, id: string): Promise<boolean> {
  return query.as(operator).exists(sql.unsafe`
    select from ops.notificacao as e
    where e.pedido_id = ${id}::bigint
      and e.status = 'INCERTA'
      and ${tenantCondition(operator)}`)
}
