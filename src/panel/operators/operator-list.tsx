/** The page at /operadores. */
import type { PanelContext } from '../panel-env.ts'
import { Age } from '../pieces/text/moment.tsx'
import { page } from '../pieces/page.tsx'
import { StatusPill } from '../pieces/status-pill.tsx'
import { Table } from '../pieces/table.tsx'
import { storeNumbers } from '../session/stores.ts'
import type { ManagedOperator } from './find-operators.ts'

export function operatorList(c: PanelContext, managedOperators: readonly ManagedOperator[]) {
  return page(
    c,
    {
      titulo: 'Operadores',
      resumo: 'Quem entra neste painel, com que papel e em que lojas.',
      acoes: (
        <a class="button primary" href="/operadores/novo">
          Novo operador
        </a>
      ),
    },
    <Table
      titulo="Operadores"
      colunas={['Login', 'Nome', 'Papel', 'Lojas', 'Entra por', 'Situação', 'Última entrada']}
    >
      {managedOperators.map((o) => (
        <tr>
          <td>
            <a href={`/operadores/${o.id}`}>{o.login}</a>
          </td>
          <td>{o.nome}</td>
          <td>{o.papel}</td>
          <td>{storeNumbers(o.tenants)}</td>
          <td>{entersBy(o)}</td>
          <td>
            <StatusPill
              status={o.ativo ? 'ATIVO' : 'DESATIVADO'}
              texto={o.ativo ? 'ativo' : 'desativado'}
            />
          </td>
          <td class="tight">
            <Age at={o.signedInAt} agora={c.var.agora} />
          </td>
        </tr>
      ))}
    </Table>,
  )
}

export function entersBy({
  hasPassword,
  usesSso,
}: Pick<ManagedOperator, 'hasPassword' | 'usesSso'>): string {
  if (hasPassword && usesSso) return 'senha e SSO'
  if (usesSso) return 'SSO'
  return hasPassword ? 'senha' : '—'
}
