/** The page at /conectores: each store's account at the marketplace and its state. */
import type { PanelContext } from '../panel-env.ts'
import { Empty } from '../pieces/empty.tsx'
import { Age, Moment } from '../pieces/text/moment.tsx'
import { page } from '../pieces/page.tsx'
import { StatusPill } from '../pieces/status-pill.tsx'
import { Table } from '../pieces/table.tsx'
import { mayDo } from '../session/permissions.ts'
import { connectorState } from './page/connector-state.ts'
import type { Connector } from './find-connectors.ts'

export function connectorList(c: PanelContext, connectors: readonly Connector[]) {
  const { operator, agora } = c.var
  const mayMake = mayDo(operator.papel, 'conector.salvar')
  const mayTest = mayDo(operator.papel, 'conector.testar')
  return page(
    c,
    {
      titulo: 'Conectores',
      resumo: 'A conta de cada loja no Mercado Livre, e como ela está.',
      ...(mayMake
        ? {
            acoes: (
              <>
                <a class="button" href="/conectores/loja/nova">
                  Nova loja
                </a>
                <a class="button primary" href="/conectores/novo">
                  Novo conector
                </a>
              </>
            ),
          }
        : {}),
    },
    connectors.length === 0 ? (
      <Empty frase="Nenhuma loja tem conector ainda." />
    ) : (
      <Table
        titulo="Conectores"
        colunas={[
          'Loja',
          'Estado',
          'Integração',
          ...(mayTest ? ['Token'] : []),
          'Último sincronismo',
          'Disjuntores',
        ]}
      >
        {connectors.map((connector) => {
          const { status, texto } = connectorState(connector, agora)
          const { breakers } = connector
          const closed = breakers.every(({ state }) => state === 'FECHADO')
          return (
            <tr>
              <td>
                <a href={`/conectores/${connector.id}`}>
                  {connector.tenantId} · {connector.storeName}
                </a>
              </td>
              <td class="tight">
                <StatusPill status={status} texto={texto} />
              </td>
              <td class="tight">
                {connector.isOn ? (
                  <StatusPill status="ATIVO" texto="ligada" />
                ) : (
                  <StatusPill status="DESATIVADO" texto="desligada" />
                )}
              </td>
              {mayTest ? (
                <td class="tight">
                  <TokenAge expiresAt={connector.tokenExpiresAt} agora={agora} />
                </td>
              ) : null}
              <td class="tight">
                <Moment at={connector.lastSyncAt} />
              </td>
              <td>
                {closed
                  ? 'fechados'
                  : breakers
                      .filter(({ state }) => state !== 'FECHADO')
                      .map(({ operation, state }) => (
                        <>
                          <StatusPill status={state} texto={operation} />{' '}
                        </>
                      ))}
              </td>
            </tr>
          )
        })}
      </Table>
    ),
  )
}

/** When the access token expires. It is renewed automatically, and an expired one only when it is used. */
export function TokenAge({ expiresAt, agora }: { expiresAt: Date | null; agora: Date }) {
  if (expiresAt === null) return <span class="none">—</span>
  const isOver = expiresAt.getTime() <= agora.getTime()
  return (
    <>
      {isOver ? 'venceu ' : 'vence '}
      <Age at={expiresAt} agora={agora} />
    </>
  )
}
