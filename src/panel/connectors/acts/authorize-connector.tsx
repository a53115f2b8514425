/**
 * /conectores/ID/reautorizar: sends the seller to the marketplace to authorize the application. The last step is a link
 * that the person follows, not a redirect: the panel's content security policy lets a form lead only to the panel.
 */
import * as v from 'valibot'
import { may } from '../../session/may.ts'
import type { PanelDeps } from '../../panel-deps.ts'
import type { PanelApp, PanelContext } from '../../panel-env.ts'
import { readForm } from '../../requests/read-form.ts'
import type { Connector } from '../find-connectors.ts'
import { createShowConnector } from '../page/show-connector.ts'
import { Banner } from '../../pieces/banner.tsx'
import { page } from '../../pieces/page.tsx'

export function authorizeConnector(app: PanelApp, deps: PanelDeps): void {
  const { connectors } = deps
  const save = may('conector.salvar')
  const { known, unknown, show } = createShowConnector(deps)

  app.get('/conectores/:id/reautorizar', save, async (c) => {
    const connector = await known(c)
    if (connector === null) return unknown(c)
    return hindered(c, connector) ?? authorizePage(c, connector, connectors.returnUrl(), null)
  })

  app.post('/conectores/:id/reautorizar', save, async (c) => {
    const connector = await known(c)
    if (connector === null) return unknown(c)
    const refused = hindered(c, connector)
    if (refused !== null) return refused
    await readForm(c, v.object({}))
    const { id: conectorId, tenantId, clientId } = connector
    const application = { conectorId, tenantId, clientId: clientId ?? '' }
    const url = await connectors.authorizationUrl(application, c.var.operator.ator)
    return authorizePage(c, connector, connectors.returnUrl(), url)
  })

  function hindered(c: PanelContext, connector: Connector): Promise<Response> | null {
    const { clientId, clientSecretAt, status } = connector
    if (status === 'DESATIVADO') {
      return show(c, connector, {
        frase: 'O conector está desativado: ative-o antes.',
        status: 409,
      })
    }
    if (clientId !== null && clientSecretAt !== null) return null
    const frase = 'Salve antes o client_id e o client_secret da aplicação.'
    return show(c, connector, { frase, status: 409 })
  }
}

/** `url` is the marketplace's page; null before the person has asked for it. */
function authorizePage(
  c: PanelContext,
  connector: Connector,
  returnUrl: string,
  url: string | null,
) {
  const { id, userId, storeName } = connector
  const here = `/conectores/${id}/reautorizar`
  return page(
    c,
    {
      titulo: 'Reautorizar',
      acima: [`/conectores/${id}`, `Conector de ${storeName}`],
      resumo: 'O vendedor entra no Mercado Livre e autoriza a aplicação.',
    },
    <section class="card narrow">
      <ol class="guide">
        <li>
          {userId === null ? (
            'Entre no Mercado Livre com a conta do vendedor: ela passa a ser a deste conector.'
          ) : (
            <>
              Entre no Mercado Livre com a conta do vendedor <strong>{userId}</strong>: outra é
              recusada.
            </>
          )}
        </li>
        <li>
          Na aplicação, o endereço de retorno precisa ser exatamente este:
          <div class="copy">
            <input id="retorno" value={returnUrl} readonly aria-label="Endereço de retorno" />
            <button type="button" data-copy="retorno">
              Copiar
            </button>
          </div>
        </li>
        <li>Depois de autorizar, volte ao conector e use Testar.</li>
      </ol>
      {url === null ? (
        <form method="post" action={here} data-once>
          <button class="primary">Preparar a autorização</button>
        </form>
      ) : (
        <>
          <Banner tom="info">A autorização está pronta, e vale por 15 minutos e uma só vez.</Banner>
          <p>
            <a class="button primary" href={url} rel="noreferrer">
              Continuar no Mercado Livre
            </a>
          </p>
        </>
      )}
    </section>,
  )
}
