/** POST /eventos/ID/reprocessar: one attempt, however often the form is sent. */
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
import { eventPage } from '../page/event-page.tsx'
import { EVENT_PATH } from '../event-path.ts'
import type { RefusedAct } from './refused-act.ts'

const Form = v.object({ ...ActSchema.entries, forcar: v.optional(v.literal('sim')) })

export function reprocessEvent(app: PanelApp, deps: PanelDeps): void {
  app.post(`${EVENT_PATH}/reprocessar`, may('evento.reprocessar'), async (c) => {
    const id = c.req.param('id')
    const form = await readForm(c, Form)
    const { typed } = form
    const refuse = (status: RefusedAct['status'], frase: string) =>
      eventPage(c, deps, id, { act: 'reprocessar', alvo: id, status, frase, typed })
    if (!form.ok) return refuse(422, Object.values(form.problems).join(' '))

    const { operator } = c.var
    const { motivo, chave, forcar } = form.value
    const tried = await attempt(() =>
      deps.query.as(operator).any(sql.unsafe`
        select relay.reprocess(
          p_evento => ${id}::bigint,
          p_motivo => ${motivo},
          p_ator => ${operator.ator},
          p_tenants => ${tenantList(operator)},
          p_reprocesso => ${chave}::uuid,
          p_forcar => ${forcar === 'sim'}
        )`),
    )
    if (tried.ok) return done(c, `/eventos/${id}`, 'evento.reprocessar')
    return refuse(tried.refusal.status, tried.refusal.sentence)
  })
}
