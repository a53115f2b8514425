/** POST /pedidos/ID/retirar: somebody has collected the order. Asked twice it is done once. One that is not PRONTO needs a reason. */
import * as v from 'valibot'
import { tenantList } from '../../../db/connect/tenant-scope.ts'
import { sql } from '../../../db/connect/query.ts'
import { attempt } from '../../acts/attempt.ts'
import { may } from '../../session/may.ts'
import type { PanelDeps } from '../../panel-deps.ts'
import type { PanelApp } from '../../panel-env.ts'
import { done } from '../../pieces/done.ts'
import { plainText } from '../../requests/query-values.ts'
import { readForm } from '../../requests/read-form.ts'
import { ORDER_PATH, showOrder } from '../page/order-page.tsx'

const PickUp = v.object({
  retirado_por: v.pipe(
    v.picklist(['TITULAR', 'AUTORIZADO']),
    v.description('quem está retirando: o titular, ou uma pessoa autorizada'),
  ),
  motivo: v.pipe(
    v.optional(v.pipe(plainText(500), v.trim()), ''),
    v.description('o motivo, de até 500 caracteres'),
  ),
  chave: v.pipe(
    v.optional(v.pipe(v.string(), v.uuid())),
    v.description('a chave que veio com o formulário'),
  ),
})

export function pickUp(app: PanelApp, deps: PanelDeps): void {
  app.post(`${ORDER_PATH}/retirar`, may('pedido.retirar'), async (c) => {
    const id = c.req.param('id')
    const form = await readForm(c, PickUp)
    if (!form.ok) {
      const frase = Object.values(form.problems).join(' ')
      return showOrder(c, deps, id, { act: 'retirar', status: 422, frase, typed: form.typed })
    }
    const { operator } = c.var
    const { retirado_por, motivo, chave = null } = form.value
    const tried = await attempt(() =>
      deps.query.as(operator).any(sql.unsafe`
        select processing.pick_up(
          ${id}::bigint, ${operator.ator}, ${tenantList(operator)}, ${retirado_por}, ${motivo}, ${chave}::uuid
        )`),
    )
    if (tried.ok) return done(c, `/pedidos/${id}`, 'pedido.retirar')
    const { status, sentence: frase } = tried.refusal
    return showOrder(c, deps, id, { act: 'retirar', status, frase, typed: form.typed })
  })
}
