/** /conectores/ID/testar, /sincronizar and /andamento: starts a test or a synchronisation, and shows its progress. */
import { may } from '../../session/may.ts'
import type { PanelDeps } from '../../panel-deps.ts'
import type { PanelApp } from '../../panel-env.ts'
import { done } from '../../pieces/done.ts'
import type { ConnectorRuns } from './connector-runs.ts'
import type { Connector } from '../find-connectors.ts'
import { findRuns } from '../page/find-runs.ts'
import { ProgressCard } from '../page/progress-card.tsx'
import { createShowConnector } from '../page/show-connector.ts'

export function runConnector(app: PanelApp, deps: PanelDeps, runs: ConnectorRuns): void {
  const { query } = deps
  const { known, unknown, show } = createShowConnector(deps)

  for (const [path, act, permission] of [
    ['testar', 'TESTAR', 'conector.testar'],
    ['sincronizar', 'SINCRONIZAR', 'conector.sincronizar'],
  ] as const) {
    app.post(`/conectores/:id/${path}`, may(permission), async (c) => {
      const connector = await known(c)
      if (connector === null) return unknown(c)
      const { id, tenantId, clientId, userId } = connector
      const frase = hindrance(connector, act)
      if (frase !== null || clientId === null) {
        return show(c, connector, { frase: frase ?? '', status: 409 })
      }
      const begun = await runs.begin(c.var.operator, { id, tenantId, clientId, userId }, act)
      return done(c, `/conectores/${id}`, begun ? 'conector.comecar' : 'conector.em_curso')
    })
  }

  app.get('/conectores/:id/andamento', may('ver'), async (c) => {
    const connector = await known(c)
    if (connector === null) return unknown(c)
    const { id } = connector
    return c.html(ProgressCard({ id, runs: await findRuns(query, c.var.operator, id) }))
  })
}

/** Why the act can't start yet; null if it can. */
function hindrance({ status, clientId, userId }: Connector, act: string): string | null {
  if (status === 'DESATIVADO') return 'O conector está desativado: ative-o antes.'
  if (clientId === null) return 'O conector ainda não tem client_id: salve-o antes.'
  if (act === 'TESTAR') return null
  if (status === 'ATIVO' && userId !== null) return null
  return 'O vendedor ainda não autorizou a aplicação: use Reautorizar antes de sincronizar.'
}
