/** The payload of an event: shown and downloaded masked; revealed to a person who may see it and says why. */
import * as v from 'valibot'
import { tenantCondition, tenantList } from '../../../db/connect/tenant-scope.ts'
import { type Query, sql } from '../../../db/connect/query.ts'
import { attempt } from '../../acts/attempt.ts'
import { confirmPassword } from '../../acts/confirm-password.tsx'
import { may } from '../../session/may.ts'
import type { PanelDeps } from '../../panel-deps.ts'
import type { Operator, PanelApp } from '../../panel-env.ts'
import { readForm } from '../../requests/read-form.ts'
import { ActSchema } from '../../acts/answer-act.ts'
import { noSuchEvent } from '../page/event-page.tsx'
import { EVENT_PATH } from '../../pieces/event-address.ts'
import { payloadPage } from './payload-page.tsx'
import { parseLosslessJson } from '../../../core/json/lossless-json.ts'
import { maskDeep } from '../../../core/text/mask-deep.ts'

const Revelation = v.object({ motivo: ActSchema.entries.motivo })
const Payload = v.object({ texto: v.string() })

export function payloadScreens(app: PanelApp, deps: PanelDeps): void {
  const { query } = deps
  app.get(`${EVENT_PATH}/payload`, may('ver'), async (c) => {
    const { id } = c.req.param()
    const text = await readMaskedPayload(query, c.var.operator, id)
    return text === null ? noSuchEvent(c) : payloadPage(c, { id, text })
  })

  app.get(`${EVENT_PATH}/payload.json`, may('ver'), async (c) => {
    const { id } = c.req.param()
    const text = await readMaskedPayload(query, c.var.operator, id)
    if (text === null) return noSuchEvent(c)
    return c.body(text, 200, {
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
      sentence: string,
      unproved: string | null = null,
    ) => {
      const text = await readMaskedPayload(query, operator, id)
      if (text === null) return noSuchEvent(c)
      const { motivo: reason } = form.typed
      return payloadPage(c, {
        id,
        text,
        refusal: { status, sentence, reason, unproved },
      })
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
    return payloadPage(c, { id, text: prettyPayload(revealed.value), revealed: true })
  })
}

const Stored = v.object({ texto: v.string() })

/** More than any payload that the ingress accepts has. */
const NODES_MAX = 1_000_000

/** The payload as PostgreSQL writes it, with all digits of every number, indented and with personal data masked. Null where the operator may see no such event. */
async function readMaskedPayload(
  query: Query,
  operator: Operator,
  id: string,
): Promise<string | null> {
  const stored = await query.as(operator).maybeOne(sql.type(Stored)`
    select e.payload_json::text as texto
    from ops.evento_payload as e
    where e.id = ${id}::bigint and ${tenantCondition(operator)}`)
  return stored === null ? null : pretty(maskDeep(parseLosslessJson(stored.texto), NODES_MAX))
}

/** The stored text, indented and not masked. */
function prettyPayload(text: string): string {
  return pretty(parseLosslessJson(text))
}

function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2)
}
