/** What a bulk act was refused, one row each, with why. */
import type { PanelContext } from '../panel-env.ts'
import { InertText } from '../pieces/text/inert-text.tsx'
import { Moment } from '../pieces/text/moment.tsx'
import { Pager } from '../pieces/pager.tsx'
import { Table } from '../pieces/table.tsx'
import type { LoteAcao } from './bulk-kind.ts'
import type { RefusedPage } from './read-refused.ts'

interface RefusedItemsProps {
  readonly c: PanelContext
  readonly acao: LoteAcao
  readonly itens: RefusedPage
}

export function RefusedItems({ c, acao, itens: { itens, proximo } }: RefusedItemsProps) {
  if (itens.length === 0) return null
  return (
    <section class="card">
      <h2>Recusados</h2>
      <Table titulo="Recusados" colunas={['Alvo', 'Por quê', 'Quando']}>
        {itens.map(({ id, erro, em }) => (
          <tr>
            <td class="tight">
              {acao === 'REPROCESSAR' ? <a href={`/eventos/${id}`}>nº {id}</a> : `nº ${id}`}
            </td>
            <td>
              <InertText text={sentence(erro ?? 'sem explicação')} />
            </td>
            <td class="tight">
              <Moment at={em} />
            </td>
          </tr>
        ))}
      </Table>
      <Pager c={c} proximo={proximo} />
    </section>
  )
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
