/** Reads a page of orders that the operator may see: those of a status, newest first, or those that a code means. */
import * as v from 'valibot'
import { encodeCursor } from '../../../reads/cursor.ts'
import { tenantCondition, tenantList } from '../../../db/connect/tenant-scope.ts'
import { type Query, sql, type Statements } from '../../../db/connect/query.ts'
import type { Operator } from '../../panel-env.ts'
import { dayEnd, dayStart } from '../../requests/days.ts'
import { isSearch, type OrderFiltersRead, statusesOf } from './order-filters.ts'
import { reachedStores } from '../../session/stores.ts'
import { searchedCodes } from './searched-codes.ts'

const PAGE = 50
const SEARCH_MAX = 200

const Row = v.object({
  id: v.string(),
  tenantId: v.string(),
  externalId: v.nullable(v.string()),
  status: v.string(),
  destinatario: v.nullable(v.string()),
  itens: v.array(
    v.object({ skuExterno: v.string(), sku: v.nullable(v.string()), quantidade: v.number() }),
  ),
  etiqueta: v.nullable(v.string()),
  criadoEm: v.date(),
  prontoEm: v.nullable(v.date()),
  retiradoEm: v.nullable(v.date()),
  canceladoEm: v.nullable(v.date()),
  aviso: v.nullable(v.string()),
})

export type OrderRow = v.InferOutput<typeof Row>

export interface OrdersFound {
  readonly orders: readonly OrderRow[]
  /** The cursor of the next page; null on the last one and for a search. */
  readonly proximo: string | null
  /** For a search: more orders begin with the code than are shown. */
  readonly truncated: boolean
  /** For a search: the one order that has exactly this code; null where there is none or more than one. */
  readonly exact: string | null
}

const columns = sql.fragment`
  e.id,
  e.tenant_id as "tenantId",
  e.external_id as "externalId",
  e.status,
  e.destinatario_nome as destinatario,
  e.itens,
  e.etiqueta_externa as etiqueta,
  e.created_at as "criadoEm",
  e.ready_at as "prontoEm",
  e.picked_up_at as "retiradoEm",
  e.cancelado_em as "canceladoEm",
  (
    select n.status
    from ops.notificacao as n
    where n.pedido_id = e.id
    order by n.id desc
    limit 1
  ) as aviso`

export async function findOrders(
  query: Query,
  operator: Operator,
  filters: OrderFiltersRead,
): Promise<OrdersFound> {
  return isSearch(filters) ? search(query, operator, filters) : list(query, operator, filters)
}

async function list(query: Query, operator: Operator, filters: OrderFiltersRead) {
  const { de, ate, cursor, tenant } = filters
  const found = await query.as(operator).any(sql.type(Row)`
    select ${columns}
    from search.list_orders(
      ${sql.array([...statusesOf(filters)], 'text')},
      ${tenantList(reachedStores(operator, tenant))}::bigint[],
      ${dayStart(de)},
      ${dayEnd(ate)},
      ${cursor ?? null}::bigint,
      ${PAGE + 1}
    ) as l
    join ops.pedido as e on e.id = l.pedido_id
    where ${tenantCondition(operator)}
    order by l.criado_em desc, l.pedido_id desc`)
  const orders = found.slice(0, PAGE)
  const last = orders.at(-1)
  const proximo = found.length > PAGE && last !== undefined ? encodeCursor(last.id) : null
  return { orders, proximo, truncated: false, exact: null }
}

const Meant = v.object({
  exatos: v.array(v.string()),
  outros: v.array(v.string()),
  cortado: v.boolean(),
})

/** The orders of the first code that has any. */
async function firstMeant(
  run: Statements,
  codes: readonly string[],
  reach: ReturnType<typeof tenantList>,
): Promise<v.InferOutput<typeof Meant>> {
  for (const code of codes) {
    const meant = await run.one(sql.type(Meant)`
      select s.exatos, s.outros, s.cortado
      from search.search_orders(${code}, ${reach}::bigint[], ${SEARCH_MAX}) as s`)
    if (meant.cortado || meant.exatos.length + meant.outros.length > 0) return meant
  }
  return { exatos: [], outros: [], cortado: false }
}

async function search(query: Query, operator: Operator, filters: OrderFiltersRead) {
  const { q = '', de, ate, tenant } = filters
  return query.as(operator).transaction(async (run) => {
    const reach = tenantList(reachedStores(operator, tenant))
    const { exatos, outros, cortado } = await firstMeant(run, searchedCodes(q), reach)
    const ids = [...exatos, ...outros]
    const found = await run.any(sql.type(Row)`
      select ${columns}
      from ops.pedido as e
      where ${tenantCondition(operator)}
        and e.id = any(${sql.array(ids, 'int8')})
        and e.status = any(${sql.array([...statusesOf(filters)], 'text')})
        and e.created_at >= coalesce(${dayStart(de)}, '-infinity')
        and e.created_at < coalesce(${dayEnd(ate)}, 'infinity')
      order by e.id = any(${sql.array(exatos, 'int8')}) desc, e.created_at desc, e.id desc
      limit ${PAGE + 1}`)
    const [only] = exatos
    return {
      orders: found.slice(0, PAGE),
      proximo: null,
      truncated: cortado || found.length > PAGE,
      exact: exatos.length === 1 && only !== undefined ? only : null,
    }
  })
}
