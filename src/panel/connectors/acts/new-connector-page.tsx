/** The page at /conectores/novo. */
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { PanelContext } from '../../panel-env.ts'
import { Banner } from '../../pieces/banner.tsx'
import { ConfirmPassword } from '../../acts/confirm-password.tsx'
import { Empty } from '../../pieces/empty.tsx'
import { Select } from '../../pieces/forms/field.tsx'
import { page } from '../../pieces/page.tsx'
import type { Typed } from '../../requests/read-form.ts'
import { ConnectorFields } from './connector-form.tsx'

interface NewConnectorView {
  readonly typed: Typed
  readonly problems: Typed
  /** Those without a connector. */
  readonly lojas: readonly { readonly id: string; readonly nome: string }[]
  readonly frase?: string | undefined
  readonly unproved?: string | undefined
  readonly status?: ContentfulStatusCode
}

export function newConnectorPage(c: PanelContext, view: NewConnectorView) {
  const { typed, problems, lojas, frase, unproved, status = 200 } = view
  return page(
    c,
    {
      titulo: 'Novo conector',
      acima: ['/conectores', 'Conectores'],
      resumo: 'O segredo que assina os eventos é gerado aqui e mostrado uma só vez.',
      status,
    },
    lojas.length === 0 ? (
      <Empty frase="Todas as suas lojas já têm conector.">
        <p>
          <a href="/conectores/loja/nova">Cadastrar outra loja</a>
        </p>
      </Empty>
    ) : (
      <section class="card narrow">
        {frase === undefined ? null : <Banner tom="erro">{frase}</Banner>}
        <form method="post" action="/conectores/novo" data-once>
          <Select
            nome="tenant"
            rotulo="Loja"
            opcoes={lojas.map(({ id, nome }) => [id, `${id} · ${nome}`])}
            valor={typed['tenant']}
            problema={problems['tenant']}
          />
          <ConnectorFields typed={typed} problems={problems} />
          <ConfirmPassword c={c} problema={unproved} />
          <button class="primary">Criar conector</button>
        </form>
      </section>
    ),
  )
}
