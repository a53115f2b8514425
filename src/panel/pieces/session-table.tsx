/** Where somebody is signed in: each session with a button that ends it. */
import type { PanelContext } from '../panel-env.ts'
import type { Session } from '../session/sessions-of.ts'
import { browserName } from './text/browser-name.ts'
import { Empty } from './empty.tsx'
import { Age, Moment } from './text/moment.tsx'
import { Table } from './table.tsx'

interface SessionTableProps {
  readonly c: PanelContext
  readonly sessoes: readonly Session[]
  /** The address below which `/ID/encerrar` ends one. */
  readonly base: string
}

export function SessionTable({ c, sessoes, base }: SessionTableProps) {
  if (sessoes.length === 0) return <Empty frase="Nenhuma sessão aberta." />
  const own = c.var.operator.sessao.subarray(0, 8).toString('hex')
  return (
    <Table
      titulo="Sessões abertas"
      colunas={['Entrou', 'Última atividade', 'Expira', 'Endereço', 'Navegador', '']}
    >
      {sessoes.map(({ id, criadaEm, vistaEm, expiraEm, origem, agente }) => (
        <tr>
          <td>
            <Moment at={criadaEm} />
          </td>
          <td class="tight">
            <Age at={vistaEm} agora={c.var.agora} />
          </td>
          <td class="tight">
            <Age at={expiraEm} agora={c.var.agora} />
          </td>
          <td class="mono">{origem}</td>
          <td title={agente}>{browserName(agente)}</td>
          <td class="tight">
            {id === own ? <span class="pill good">esta sessão</span> : null}{' '}
            <form method="post" action={`${base}/${id}/encerrar`} class="inline" data-once>
              <button class="quiet" aria-label={`Encerrar a sessão de ${origem}`}>
                Encerrar
              </button>
            </form>
          </td>
        </tr>
      ))}
    </Table>
  )
}
