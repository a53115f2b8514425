/** The page at /operadores/novo. */
import type { PanelContext } from '../panel-env.ts'
import { Banner } from '../pieces/banner.tsx'
import { ConfirmPassword } from '../acts/confirm-password.tsx'
import { page } from '../pieces/page.tsx'
import type { OperatorView } from './operator-page.tsx'
import { OperatorFields } from './operator-form.tsx'

export function newOperatorPage(c: PanelContext, view: OperatorView) {
  const { typed, problems, lojas, frase, unproved, status = 200 } = view
  return page(
    c,
    {
      titulo: 'Novo operador',
      acima: ['/operadores', 'Operadores'],
      resumo: 'A senha é gerada aqui e mostrada uma só vez.',
      status,
    },
    <section class="card narrow">
      {frase === undefined ? null : <Banner tom="erro">{frase}</Banner>}
      <form method="post" action="/operadores/novo" data-once>
        <OperatorFields typed={typed} problems={problems} lojas={lojas}>
          <ConfirmPassword c={c} problema={unproved} />
        </OperatorFields>
        <button class="primary">Criar operador</button>
      </form>
    </section>,
  )
}
