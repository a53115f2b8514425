/** The page at /conectores/ID/reautorizar: what is about to happen, and then the way there. */
import type { PanelContext } from '../../panel-env.ts'
import { Banner } from '../../pieces/banner.tsx'
import { page } from '../../pieces/page.tsx'
import type { Connector } from '../find-connectors.ts'

/** `url`: where to go; null before the person has said so. */
export function authorizePage(
  c: PanelContext,
  conector: Connector,
  returnUrl: string,
  url: string | null,
) {
  const { id, userId, loja } = conector
  const here = `/conectores/${id}/reautorizar`
  return page(
    c,
    {
      titulo: 'Reautorizar',
      acima: [`/conectores/${id}`, `Conector de ${loja}`],
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
