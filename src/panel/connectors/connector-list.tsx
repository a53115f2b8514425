/** The page at /conectores: each store's account at the marketplace, and how it is. */
import type { PanelContext } from '../panel-env.ts'
import { Empty } from '../pieces/empty.tsx'
import { Age, Moment } from '../pieces/text/moment.tsx'
import { page } from '../pieces/page.tsx'
import { StatusPill } from '../pieces/status-pill.tsx'
import { Table } from '../pieces/table.tsx'
import { mayDo } from '../session/permissions.ts'
import { connectorState } from './page/connector-state.ts'
import type { Connector } from './find-connectors.ts'

export function connectorList(c: PanelContext, conectores: readonly Connector[]) {
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
    conectores.length === 0 ? (
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
        {conectores.map((conector) => {
          const { status, texto } = connectorState(conector, agora)
          const { disjuntores } = conector
          const closed = disjuntores.every(({ estado }) => estado === 'FECHADO')
          return (
            <tr>
              <td>
                <a href={`/conectores/${conector.id}`}>
                  {conector.tenantId} · {conector.loja}
                </a>
              </td>
              <td class="tight">
                <StatusPill status={status} texto={texto} />
              </td>
              <td class="tight">
                {conector.ligado ? (
                  <StatusPill status="ATIVO" texto="ligada" />
                ) : (
                  <StatusPill status="DESATIVADO" texto="desligada" />
                )}
              </td>
              {mayTest ? (
                <td class="tight">
                  <TokenAge expiraEm={conector.tokenExpiraEm} agora={agora} />
                </td>
              ) : null}
              <td class="tight">
                <Moment at={conector.ultimoSincronismo} />
              </td>
              <td>
                {closed
                  ? 'fechados'
                  : disjuntores
                      .filter(({ estado }) => estado !== 'FECHADO')
                      .map(({ operacao, estado }) => (
                        <>
                          <StatusPill status={estado} texto={operacao} />{' '}
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

/** For how much longer the access token is good. It is renewed by itself; one that has expired waits to be used. */
export function TokenAge({ expiraEm, agora }: { expiraEm: Date | null; agora: Date }) {
  if (expiraEm === null) return <span class="none">—</span>
  const isOver = expiraEm.getTime() <= agora.getTime()
  return (
    <>
      {isOver ? 'venceu ' : 'vence '}
      <Age at={expiraEm} agora={agora} />
    </>
  )
}
