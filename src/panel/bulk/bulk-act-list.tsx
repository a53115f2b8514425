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
import { bulkActText } from './bulk-act-kind.ts'
import { maySeeRequester } from './bulk-act-facts.tsx'
import { type BulkAct, readBulkActs } from './read-bulk-act.ts'

const PAGE = 50

export function bulkActList(app: PanelApp, { query }: PanelDeps): void {
  app.get('/lotes', may('ver'), async (c) => {
    const { operator } = c.var
    const cursor = decodeCursor(c.req.query('cursor') ?? '')
    const named = maySeeRequester(operator)
    const list = await orBanner(async () => {
      const found = await readBulkActs(query, operator, { cursor, limite: PAGE })
      const bulkActs = found.slice(0, PAGE)
      const last = bulkActs.at(-1)
      if (last === undefined) return <NoBulkActs />
      return (
        <>
          <BulkActTable bulkActs={bulkActs} named={named} />
          <Pager c={c} proximo={found.length > PAGE ? encodeCursor(last.id) : null} />
        </>
      )
    })
    return page(c, { titulo: 'Lotes', resumo: 'Atos sobre muitos eventos de uma vez.' }, list)
  })
}

function NoBulkActs() {
  return (
    <Empty frase="Nenhum lote foi pedido ainda.">
      <p>
        Filtre os <a href="/eventos">eventos</a> e escolha reprocessar todos que casam.
      </p>
    </Empty>
  )
}

function BulkActTable({ bulkActs, named }: { bulkActs: readonly BulkAct[]; named: boolean }) {
  const columns = ['Lote', 'Status', 'Andamento', 'Planejado']
  return (
    <Table titulo="Lotes" colunas={named ? [...columns, 'Por', 'Motivo'] : columns}>
      {bulkActs.map(
        ({ id, kind, status, doneCount, refusedCount, total, plannedAt, requester, reason }) => (
          <tr>
            <td class="tight">
              <a href={`/lotes/${id}`}>nº {id}</a>
              <small>{bulkActText(kind)}</small>
            </td>
            <td>
              <StatusPill status={status} />
            </td>
            <td class="tight">
              {countText(doneCount)} de {countText(total)}
              {refusedCount === 0 ? null : (
                <small class="fault">
                  {countText(refusedCount)} {refusedCount === 1 ? 'recusado' : 'recusados'}
                </small>
              )}
            </td>
            <td class="tight">
              <Moment at={plannedAt} />
            </td>
            {named ? (
              <>
                <td class="tight">{requester}</td>
                <td class="wide">
                  <InertText text={reason} />
                </td>
              </>
            ) : null}
          </tr>
        ),
      )}
    </Table>
  )
}
