/** GET /lotes: bulk acts, newest first. */
import { decodeCursor, encodeCursor } from '../../reads/cursor.ts'
import { may } from '../session/may.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelApp } from '../panel-env.ts'
import { Empty } from '../pieces/empty.tsx'
import { InertText } from '../pieces/text/inert-text.tsx'
import { Moment } from '../pieces/text/moment.tsx'
import { countText } from '../pieces/text/number-text.ts'
import { orBanner } from '../pieces/banner.tsx'
import { page } from '../pieces/page.tsx'
import { Pager } from '../pieces/pager.tsx'
import { StatusPill } from '../pieces/status-pill.tsx'
import { Table } from '../pieces/table.tsx'
import { loteAcaoText } from './bulk-kind.ts'
import { mayNameLotes } from './bulk-facts.tsx'
import { type Lote, readLotes } from './read-bulk.ts'

const PAGE = 50

export function loteList(app: PanelApp, { query }: PanelDeps): void {
  app.get('/lotes', may('ver'), async (c) => {
    const { operator } = c.var
    const cursor = decodeCursor(c.req.query('cursor') ?? '')
    const named = mayNameLotes(operator)
    const lista = await orBanner(async () => {
      const found = await readLotes(query, operator, { cursor, limite: PAGE })
      const lotes = found.slice(0, PAGE)
      const last = lotes.at(-1)
      if (last === undefined) return <NoLotes />
      return (
        <>
          <Lotes lotes={lotes} named={named} />
          <Pager c={c} proximo={found.length > PAGE ? encodeCursor(last.id) : null} />
        </>
      )
    })
    return page(c, { titulo: 'Lotes', resumo: 'Atos sobre muitos eventos de uma vez.' }, lista)
  })
}

function NoLotes() {
  return (
    <Empty frase="Nenhum lote foi pedido ainda.">
      <p>
        Filtre os <a href="/eventos">eventos</a> e escolha reprocessar todos que casam.
      </p>
    </Empty>
  )
}

function Lotes({ lotes, named }: { lotes: readonly Lote[]; named: boolean }) {
  const columns = ['Lote', 'Status', 'Andamento', 'Planejado']
  return (
    <Table titulo="Lotes" colunas={named ? [...columns, 'Por', 'Motivo'] : columns}>
      {lotes.map(({ id, acao, status, feitos, recusados, total, criadoEm, ator, motivo }) => (
        <tr>
          <td class="tight">
            <a href={`/lotes/${id}`}>nº {id}</a>
            <small>{loteAcaoText(acao)}</small>
          </td>
          <td>
            <StatusPill status={status} />
          </td>
          <td class="tight">
            {countText(feitos)} de {countText(total)}
            {recusados === 0 ? null : (
              <small class="fault">
                {countText(recusados)} {recusados === 1 ? 'recusado' : 'recusados'}
              </small>
            )}
          </td>
          <td class="tight">
            <Moment at={criadoEm} />
          </td>
          {named ? (
            <>
              <td class="tight">{ator}</td>
              <td class="wide">
                <InertText text={motivo} />
              </td>
            </>
          ) : null}
        </tr>
      ))}
    </Table>
  )
}
