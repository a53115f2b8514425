/** The payload of an event: masked for whoever may look, downloaded so too, revealed to who may and says why. */
import * as v from 'valibot'
import { tenantList } from '../../../db/connect/tenant-scope.ts'
import { sql } from '../../../db/connect/query.ts'
import { attempt } from '../../acts/attempt.ts'
import { confirmPassword } from '../../acts/confirm-password.ts'
import { may } from '../../session/may.ts'
import type { PanelDeps } from '../../panel-deps.ts'
import type { PanelApp } from '../../panel-env.ts'
import { readForm } from '../../requests/read-form.ts'
import { ActSchema } from '../../acts/answer-act.ts'
import { noSuchEvent } from '../page/event-page.tsx'
import { EVENT_PATH } from '../event-path.ts'
import { payloadPage } from './payload-page.tsx'
import { prettyPayload, readMaskedPayload } from './read-payload.ts'

const Revelation = v.object({ motivo: ActSchema.entries.motivo })
const Payload = v.object({ texto: v.string() })

export function payloadScreens(app: PanelApp, deps: PanelDeps): void {
  const { query } = deps
  app.get(`${EVENT_PATH}/payload`, may('ver'), async (c) => {
    const { id } = c.req.param()
    const texto = await readMaskedPayload(query, c.var.operator, id)
    return texto === null ? noSuchEvent(c) : payloadPage(c, { id, texto })
  })

  app.get(`${EVENT_PATH}/payload.json`, may('ver'), async (c) => {
    const { id } = c.req.param()
    const texto = await readMaskedPayload(query, c.var.operator, id)
    if (texto === null) return noSuchEvent(c)
    return c.body(texto, 200, {
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': `attachment; filename="evento-${id}-mascarado.json"`,
    })
  })

  app.post(`${EVENT_PATH}/payload`, may('payload.revelar'), async (c) => {
    const { id } = c.req.param()
    const { operator } = c.var
    const form = await readForm(c, Revelation)
    const refuse = async (
      status: 403 | 404 | 422,
      frase: string,
      unproved: string | null = null,
    ) => {
      const texto = await readMaskedPayload(query, operator, id)
      if (texto === null) return noSuchEvent(c)
      const { motivo } = form.typed
      return payloadPage(c, { id, texto, recusa: { status, frase, motivo, unproved } })
    }
    if (!form.ok) return refuse(422, Object.values(form.problems).join(' '))
    const unproved = await confirmPassword(c, deps, form.typed)
    if (unproved !== null) return refuse(403, unproved, unproved)
    const revealed = await attempt(() =>
      query.as(operator).oneFirst(sql.type(Payload)`
        select audit.reveal_payload(
          p_evento => ${id}::bigint,
          p_motivo => ${form.value.motivo},
          p_ator => ${operator.ator},
          p_tenants => ${tenantList(operator)}
        ) as texto`),
    )
    if (!revealed.ok) {
      const { status, sentence } = revealed.refusal
      return refuse(status === 404 ? 404 : 422, sentence)
    }
    return payloadPage(c, { id, texto: prettyPayload(revealed.value), revelado: true })
  })
}
