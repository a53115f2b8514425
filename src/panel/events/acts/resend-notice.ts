/** POST /eventos/ID/pedidos/PEDIDO/reenviar: the pick-up notice once more, by a person's word. */
import * as v from 'valibot'
import { tenantList } from '../../../db/connect/tenant-scope.ts'
import { sql } from '../../../db/connect/query.ts'
import { attempt } from '../../acts/attempt.ts'
import { may } from '../../session/may.ts'
import type { PanelDeps } from '../../panel-deps.ts'
import type { PanelApp } from '../../panel-env.ts'
import { done } from '../../pieces/done.ts'
import { readForm } from '../../requests/read-form.ts'
import { ActSchema } from './act-schema.ts'
import { eventPage, noSuchEvent } from '../page/event-page.tsx'
import { EVENT_PATH, NUMBER } from '../event-path.ts'
import { readEvent } from '../page/read-event.ts'
import type { RefusedAct } from './refused-act.ts'

export function resendNotice(app: PanelApp, deps: PanelDeps): void {
  const path = `${EVENT_PATH}/pedidos/:pedido${NUMBER}/reenviar` as const
  app.post(path, may('aviso.reenviar'), async (c) => {
    const { id, pedido } = c.req.param()
    const form = await readForm(c, v.object(ActSchema.entries))
    const { typed } = form
    const refuse = (status: RefusedAct['status'], frase: string) =>
      eventPage(c, deps, id, { act: 'reenviar', alvo: pedido, status, frase, typed })
    if (!form.ok) return refuse(422, Object.values(form.problems).join(' '))

    const { operator } = c.var
    const read = await readEvent(deps.query, operator, id)
    if (read?.pedidos.some((each) => each.id === pedido) !== true) return noSuchEvent(c)
    const { motivo, chave } = form.value
    const tried = await attempt(() =>
      deps.query.as(operator).any(sql.unsafe`
        select notifications.resend(
          p_pedido => ${pedido}::bigint,
          p_motivo => ${motivo},
          p_ator => ${operator.ator},
          p_tenants => ${tenantList(operator)},
          p_chave => ${chave}::uuid
        )`),
    )
    if (tried.ok) return done(c, `/eventos/${id}`, 'aviso.reenviar')
    return refuse(tried.refusal.status, tried.refusal.sentence)
  })
}
