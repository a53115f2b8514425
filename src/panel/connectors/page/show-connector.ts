/** Reads what the page of one connector shows, and answers with it. A refused form is shown as it was sent. */
import * as v from 'valibot'
import { tenantCondition } from '../../../db/connect/tenant-scope.ts'
import { sql } from '../../../db/connect/query.ts'
import { createOnceCookie } from '../../session/once-cookie.ts'
import type { PanelDeps } from '../../panel-deps.ts'
import type { PanelContext } from '../../panel-env.ts'
import { problemPage } from '../../pieces/problem-page.tsx'
import { checksAsTyped } from '../acts/checks-form.ts'
import { asTyped } from '../acts/connector-form.tsx'
import { connectorPage, type ConnectorView } from './connector-page.tsx'
import { findAdvice, findSuggested } from './find-advice.ts'
import { type Connector, findConnector } from '../find-connectors.ts'
import { findRuns } from './find-runs.ts'
import { WAITING_CAP } from './flag-card.tsx'

/** Keep a new secret of each kind until the person who generated it has seen it. */
export const newSecretCookies = {
  HMAC: createOnceCookie('hmac'),
  SEGREDO: createOnceCookie('segredo'),
} as const

type Shown = Partial<
  Pick<ConnectorView, 'application' | 'secrets' | 'checks' | 'frase' | 'motivo' | 'status'>
>

export interface ShowConnector {
  /** The connector of the address; null if there is none for this operator. */
  readonly known: (c: PanelContext) => Promise<Connector | null>
  readonly unknown: (c: PanelContext) => Response | Promise<Response>
  readonly show: (c: PanelContext, connector: Connector, shown?: Shown) => Promise<Response>
}

export function createShowConnector({ query, connectors }: PanelDeps): ShowConnector {
  return {
    known: (c) => findConnector(query, c.var.operator, c.req.param('id') ?? ''),
    unknown: (c) =>
      problemPage(c, 404, 'Não encontrado', 'Não há conector com este número entre as suas lojas.'),
    async show(c, connector, shown = {}) {
      const { operator } = c.var
      const { id, ipMode, canal } = connector
      const runs = await findRuns(query, operator, id)
      const advice = ipMode === 'DESLIGADA' ? null : await findAdvice(query, operator, id, null)
      const suggested = await findSuggested(query, operator, canal)
      return connectorPage(c, {
        connector,
        runs,
        webhookUrl: connectors.webhookUrl(connector.path),
        waitingEvents: await waiting(c, connector),
        application: { typed: asTyped(connector), problems: {} },
        newSecrets: freshSecrets(c, id),
        secrets: {},
        checks: {
          typed: checksAsTyped(connector),
          problems: {},
          advice,
          simulated: false,
          suggested,
        },
        ...shown,
      })
    },
  }

  /** The number of events that wait for the store's flag, up to the cap. */
  async function waiting(c: PanelContext, { tenantId, canal }: Connector): Promise<number> {
    const { operator } = c.var
    return query.as(operator).oneFirst(sql.type(v.object({ n: v.number() }))`
      select count(*)::int as n
      from (
        select
        from ops.outbox as e
        where ${tenantCondition(operator)}
          and e.tenant_id = ${tenantId}::bigint
          and e.canal = ${canal}
          and e.status = 'AGUARDANDO'
          and e.motivo = 'ESTACIONADO'
        limit ${WAITING_CAP + 1}
      ) as parado`)
  }
}

function freshSecrets(c: PanelContext, id: string): ConnectorView['newSecrets'] {
  return [
    { titulo: 'Segredo da assinatura', umaVez: newSecretCookies.HMAC.shown(c, id) },
    { titulo: 'Segredo compartilhado', umaVez: newSecretCookies.SEGREDO.shown(c, id) },
  ]
}
