/** The targets that a bulk act was refused, one row each, with the sentence that says why. */
import * as v from 'valibot'
import { decodeCursor, encodeCursor } from '../../reads/cursor.ts'
import { tenantCondition } from '../../db/connect/tenant-scope.ts'
import { type Query, sql } from '../../db/connect/query.ts'
import type { PanelContext } from '../panel-env.ts'
import { sentence } from '../../core/text/sentence.ts'
import { InertText } from '../pieces/text/inert-text.tsx'
import { Moment } from '../pieces/text/moment.tsx'
import { Pager } from '../pieces/pager.tsx'
import { Table } from '../pieces/table.tsx'
import type { BulkActKind } from './bulk-act-kind.ts'

const Item = v.object({ id: v.string(), error: v.nullable(v.string()), at: v.nullable(v.date()) })

export interface RefusedPage {
  readonly itens: readonly v.InferOutput<typeof Item>[]
  readonly proximo: string | null
}

const PAGE = 50

/** Newest targets first, from the cursor of the address on. Without a valid cursor, the first page. */
export async function readRefused(
  query: Query,
  c: PanelContext,
  bulkActId: string,
): Promise<RefusedPage> {
  const { operator } = c.var
  const cursor = decodeCursor(c.req.query('cursor') ?? '')
  const found = await query.as(operator).any(sql.type(Item)`
    select e.alvo_id as id, e.erro as error, e.feito_em as at
    from ops.lote_item as e
    where e.lote_id = ${bulkActId}::bigint
      and e.status = 'RECUSADO'
      and ${tenantCondition(operator)}
      and ${cursor === null ? sql.fragment`true` : sql.fragment`e.alvo_id < ${cursor}::bigint`}
    order by e.alvo_id desc
    limit ${PAGE + 1}`)
  const itens = found.slice(0, PAGE)
  const last = itens.at(-1)
  const more = found.length > PAGE && last !== undefined
  return { itens, proximo: more ? encodeCursor(last.id) : null }
}

interface RefusedItemsProps {
  readonly c: PanelContext
  readonly kind: BulkActKind
  readonly page: RefusedPage
}

export function RefusedItems({ c, kind, page: { itens, proximo } }: RefusedItemsProps) {
  if (itens.length === 0) return null
  return (
    <section class="card">
      <h2>Recusados</h2>
      <Table titulo="Recusados" colunas={['Alvo', 'Por quê', 'Quando']}>
        {itens.map(({ id, error, at }) => (
          <tr>
            <td class="tight">
              {kind === 'REPROCESSAR' ? <a href={`/eventos/${id}`}>nº {id}</a> : `nº ${id}`}
            </td>
            <td>
              <InertText text={sentence(error ?? 'sem explicação')} />
            </td>
            <td class="tight">
              <Moment at={at} />
            </td>
          </tr>
        ))}
      </Table>
      <Pager c={c} proximo={proximo} />
    </section>
  )
}
