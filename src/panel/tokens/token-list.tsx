/** The page at /tokens: the tokens of the API, until when each is valid, and when it was last used. */
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { OnceValue } from '../session/once-cookie.ts'
import type { PanelContext } from '../panel-env.ts'
import { Banner } from '../pieces/banner.tsx'
import { Empty } from '../pieces/empty.tsx'
import { Age, Moment } from '../pieces/text/moment.tsx'
import { page } from '../pieces/page.tsx'
import { ShownOnce } from '../pieces/shown-once.tsx'
import { StatusPill } from '../pieces/status-pill.tsx'
import { Table } from '../pieces/table.tsx'
import { storeNumbers } from '../session/stores.ts'
import type { Token } from './find-tokens.ts'

interface TokenListView {
  readonly tokens: readonly Token[]
  /** Tokens that were just made. */
  readonly newTokens: readonly OnceValue[]
  /** Why the last attempt was refused. */
  readonly frase?: string
  readonly status?: ContentfulStatusCode
}

export function tokenList(c: PanelContext, view: TokenListView) {
  const { tokens, newTokens, frase, status = 200 } = view
  return page(
    c,
    {
      titulo: 'Tokens da API',
      resumo: 'Com que outros sistemas usam a API. Um token revogado deixa de valer na hora.',
      status,
      acoes: (
        <a class="button primary" href="/tokens/novo">
          Novo token
        </a>
      ),
    },
    <>
      {newTokens.map((umaVez) => (
        <ShownOnce c={c} titulo="O token novo" rotulo="Guarde-o agora" umaVez={umaVez} />
      ))}
      {frase === undefined ? null : <Banner tom="erro">{frase}</Banner>}
      {tokens.length === 0 ? (
        <Empty frase="Ainda não há tokens: crie um para cada sistema que usa a API." />
      ) : (
        <Table
          titulo="Tokens da API"
          colunas={['Nome', 'Papel', 'Lojas', 'Situação', 'Criado', 'Expira', 'Último uso', '']}
        >
          {tokens.map((token) => (
            <Row token={token} agora={c.var.agora} />
          ))}
        </Table>
      )}
    </>,
  )
}

function Row({ token, agora }: { token: Token; agora: Date }) {
  const { id, nome, papel, tenants, state, createdAt, expiresAt, usedAt } = token
  return (
    <tr>
      <td>{nome}</td>
      <td>{papel}</td>
      <td>{storeNumbers(tenants)}</td>
      <td>
        <StatusPill status={state} />
      </td>
      <td class="tight">
        <Moment at={createdAt} />
      </td>
      <td class="tight">{expiresAt === null ? 'nunca' : <Age at={expiresAt} agora={agora} />}</td>
      <td class="tight">{usedAt === null ? 'nunca' : <Age at={usedAt} agora={agora} />}</td>
      <td>
        {state === 'REVOGADO' ? null : (
          <form method="post" action={`/tokens/${id}/revogar`} data-once>
            <button class="danger" aria-label={`Revogar ${nome}`}>
              Revogar
            </button>
          </form>
        )}
      </td>
    </tr>
  )
}
