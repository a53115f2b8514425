/** /conectores/novo: gives a store its connector, with a signing secret that is shown once. */
import { randomBytes } from 'node:crypto'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import * as v from 'valibot'
import { tenantList } from '../../../db/connect/tenant-scope.ts'
import { sql } from '../../../db/connect/query.ts'
import { attempt } from '../../acts/attempt.ts'
import { confirmPassword, ConfirmPassword } from '../../acts/confirm-password.tsx'
import { may } from '../../session/may.ts'
import type { PanelDeps } from '../../panel-deps.ts'
import type { PanelApp, PanelContext } from '../../panel-env.ts'
import { done } from '../../pieces/done.ts'
import { readForm, type Typed } from '../../requests/read-form.ts'
import { ConnectorFields, NewConnectorForm } from './connector-form.tsx'
import { newSecretCookies } from '../page/show-connector.ts'
import { Banner } from '../../pieces/banner.tsx'
import { Empty } from '../../pieces/empty.tsx'
import { Select } from '../../pieces/forms/field.tsx'
import { page } from '../../pieces/page.tsx'

interface Refused {
  readonly problems?: Typed
  readonly frase?: string
  readonly unproved?: string
  readonly status?: ContentfulStatusCode
}

const Store = v.object({ id: v.string(), nome: v.string() })

export function newConnector(app: PanelApp, deps: PanelDeps): void {
  const { query, connectors } = deps
  const save = may('conector.salvar')

  async function form(c: PanelContext, typed: Typed, refused: Refused = {}) {
    const stores = await query.as(c.var.operator).any(sql.type(Store)`
      select t.id, t.nome
      from ops.tenant as t
      where not exists (select from ops.conector as c where c.tenant_id = t.id and c.canal = 'ML')
      order by t.id
      limit 500`)
    return newConnectorPage(c, { typed, problems: {}, stores, ...refused })
  }

  app.get('/conectores/novo', save, (c) => form(c, { tenant: c.req.query('loja') ?? '' }))

  app.post('/conectores/novo', save, async (c) => {
    const read = await readForm(c, NewConnectorForm)
    const { typed } = read
    if (!read.ok) return form(c, typed, { problems: read.problems, status: 422 })
    const unproved = await confirmPassword(c, deps, typed)
    if (unproved !== null) return form(c, typed, { unproved, status: 403 })
    const { operator } = c.var
    const { tenant, client_id, application_id, user_id } = read.value
    const valor = randomBytes(32).toString('base64url')
    const made = await attempt(() =>
      query.as(operator).transaction(async (statements) => {
        const conectorId = await statements.oneFirst(sql.type(v.object({ id: v.string() }))`
          select connectors.create_connector(
            ${tenant}::bigint, 'ML', ${client_id}, ${application_id}, ${user_id}, ${operator.ator}, ${tenantList(operator)}
          ) as id`)
        const secret = { tenantId: tenant, conectorId, tipo: 'HMAC', valor } as const
        await connectors.saveSecret(statements, operator, secret)
        return conectorId
      }),
    )
    if (!made.ok) {
      const { sentence: frase, status } = made.refusal
      return form(c, typed, { frase, status })
    }
    newSecretCookies.HMAC.put(c, made.value, valor)
    return done(c, `/conectores/${made.value}`, 'conector.criar')
  })
}

interface NewConnectorView {
  readonly typed: Typed
  readonly problems: Typed
  /** Those without a connector. */
  readonly stores: readonly { readonly id: string; readonly nome: string }[]
  readonly frase?: string | undefined
  readonly unproved?: string | undefined
  readonly status?: ContentfulStatusCode
}

function newConnectorPage(c: PanelContext, view: NewConnectorView) {
  const { typed, problems, stores, frase, unproved, status = 200 } = view
  return page(
    c,
    {
      titulo: 'Novo conector',
      acima: ['/conectores', 'Conectores'],
      resumo: 'O segredo que assina os eventos é gerado aqui e mostrado uma só vez.',
      status,
    },
    stores.length === 0 ? (
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
            opcoes={stores.map(({ id, nome }) => [id, `${id} · ${nome}`])}
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
