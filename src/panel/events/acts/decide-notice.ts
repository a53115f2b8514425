/** POST /eventos/ID/avisos/AVISO/decidir: a person has found out whether an INCERTA notice went out. */
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
import { EVENT_PATH, NUMBER } from '../event-path.ts'
import type { RefusedAct } from './refused-act.ts'

const Decision = v.object({
  ...ActSchema.entries,
  enviada: v.pipe(v.picklist(['sim', 'nao']), v.description('se o aviso saiu ou não')),
})

export function decideNotice(app: PanelApp, deps: PanelDeps): void {
  const path = `${EVENT_PATH}/avisos/:aviso${NUMBER}/decidir` as const
  app.post(path, may('aviso.reenviar'), async (c) => {
    const { id, aviso } = c.req.param()
    const form = await readForm(c, Decision)
    const { typed } = form
    const refuse = (status: RefusedAct['status'], frase: string) =>
      eventPage(c, deps, id, { act: 'decidir', alvo: aviso, status, frase, typed })
    if (!form.ok) return refuse(422, Object.values(form.problems).join(' '))

    const { operator } = c.var
    const { enviada, motivo, chave } = form.value
    const tried = await attempt(() =>
      deps.query.as(operator).any(sql.unsafe`
        select notifications.resolve_uncertain(
          p_notice => ${aviso}::bigint,
          p_enviada => ${enviada === 'sim'},
          p_motivo => ${motivo},
          p_ator => ${operator.ator},
          p_tenants => ${tenantList(operator)},
          p_chave => ${chave}::uuid
        )`),
    )
    if (tried.ok) return done(c, `/eventos/${id}`, 'aviso.decidir')
    return refuse(tried.refusal.status, tried.refusal.sentence)
  })
}
