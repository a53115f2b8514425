/** What a bulk act was refused, with the sentence that says why. */
import * as v from 'valibot'
import { decodeCursor, encodeCursor } from '../../reads/cursor.ts'
import { tenantCondition } from '../../db/connect/tenant-scope.ts'
import { type Query, sql } from '../../db/connect/query.ts'
import type { PanelContext } from '../panel-env.ts'

const Item = v.object({ id: v.string(), erro: v.nullable(v.string()), em: v.nullable(v.date()) })

export interface RefusedPage {
  readonly itens: readonly v.InferOutput<typeof Item>[]
  readonly proximo: string | null
}

const PAGE = 50

/** Newest targets first, from the address's cursor on; one that is no cursor of ours is the first page. */
export async function readRefused(
  query: Query,
  c: PanelContext,
  loteId: string,
): Promise<RefusedPage> {
  const { operator } = c.var
  const cursor = decodeCursor(c.req.query('cursor') ?? '')
  const found = await query.as(operator).any(sql.type(Item)`
    select e.alvo_id as id, e.erro, e.feito_em as em
    from ops.lote_item as e
    where e.lote_id = ${loteId}::bigint
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
