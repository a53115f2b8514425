/** POST /pedidos/ID/avisar: the pick-up notice once more, by a person's word. One notice a form, however often it comes. */
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
