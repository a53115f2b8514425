/**
 * /conectores/ID/reautorizar: sends the seller to the marketplace, to let the application in. Not by a redirect: the
 * panel's policy lets a form lead nowhere but to the panel, so the last step is a link that the person follows.
 */
import * as v from 'valibot'
import { may } from '../../session/may.ts'
import type { PanelDeps } from '../../panel-deps.ts'
import type { PanelApp, PanelContext } from '../../panel-env.ts'
import { readForm } from '../../requests/read-form.ts'
import { authorizePage } from './authorize-page.tsx'
import type { Connector } from '../find-connectors.ts'
import { createShowConnector } from '../page/show-connector.ts'

export function authorizeConnector(app: PanelApp, deps: PanelDeps): void {
  const { connectors } = deps
  const save = may('conector.salvar')
  const { known, unknown, show } = createShowConnector(deps)

  app.get('/conectores/:id/reautorizar', save, async (c) => {
    const conector = await known(c)
    if (conector === null) return unknown(c)
    return hindered(c, conector) ?? authorizePage(c, conector, connectors.returnUrl(), null)
  })

  app.post('/conectores/:id/reautorizar', save, async (c) => {
    const conector = await known(c)
    if (conector === null) return unknown(c)
    const refused = hindered(c, conector)
    if (refused !== null) return refused
    await readForm(c, v.object({}))
    const { id: conectorId, tenantId, clientId } = conector
    const application = { conectorId, tenantId, clientId: clientId ?? '' }
    const url = await connectors.authorizationUrl(application, c.var.operator.ator)
    return authorizePage(c, conector, connectors.returnUrl(), url)
  })

  function hindered(c: PanelContext, conector: Connector): Promise<Response> | null {
    const { clientId, clientSecretEm, status } = conector
    if (status === 'DESATIVADO') {
      return show(c, conector, { frase: 'O conector está desativado: ative-o antes.', status: 409 })
    }
    if (clientId !== null && clientSecretEm !== null) return null
    const frase = 'Salve antes o client_id e o client_secret da aplicação.'
    return show(c, conector, { frase, status: 409 })
  }
}
