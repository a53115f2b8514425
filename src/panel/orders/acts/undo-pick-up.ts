/** POST /pedidos/ID/desfazer: the order was not handed over after all. The database says for how long that may be said. */
import { tenantList } from '../../../db/connect/tenant-scope.ts'
import { sql } from '../../../db/connect/query.ts'
import { attempt } from '../../acts/attempt.ts'
import { ActSchema } from '../../events/acts/act-schema.ts'
import { may } from '../../session/may.ts'
import type { PanelDeps } from '../../panel-deps.ts'
import type { PanelApp } from '../../panel-env.ts'
import { done } from '../../pieces/done.ts'
import { readForm } from '../../requests/read-form.ts'
import { ORDER_PATH, showOrder } from '../page/order-page.tsx'

export function undoPickUp(app: PanelApp, deps: PanelDeps): void {
  app.post(`${ORDER_PATH}/desfazer`, may('pedido.retirar'), async (c) => {
    const id = c.req.param('id')
    const form = await readForm(c, ActSchema)
    if (!form.ok) {
      const frase = Object.values(form.problems).join(' ')
      return showOrder(c, deps, id, { act: 'desfazer', status: 422, frase, typed: form.typed })
    }
    const { operator } = c.var
    const { motivo, chave } = form.value
    const tried = await attempt(() =>
      deps.query.as(operator).any(sql.unsafe`
        select processing.undo_pick_up(
          ${id}::bigint, ${motivo}, ${operator.ator}, ${tenantList(operator)}, ${chave}::uuid
        )`),
    )
    if (tried.ok) return done(c, `/pedidos/${id}`, 'pedido.desfazer')
    const { status, sentence: frase } = tried.refusal
    return showOrder(c, deps, id, { act: 'desfazer', status, frase, typed: form.typed })
  })
}
