/** The statuses of orders as tabs, each with its number of orders, which is counted up to ten thousand. */
import type { Operator, PanelContext } from '../../panel-env.ts'
import { countText } from '../../pieces/text/number-text.ts'
import { withQuery } from '../../requests/read-query.ts'
import { ORDER_STATUSES, type OrderFiltersRead, statusesOf } from './order-filters.ts'
import * as v from 'valibot'
import { tenantList } from '../../../db/connect/tenant-scope.ts'
import { countValue } from '../../../reads/row-values.ts'
import { type Query, sql } from '../../../db/connect/query.ts'
import { dayEnd, dayStart } from '../../requests/days.ts'
import { reachedStores } from '../../session/stores.ts'

const TABS = [
  ['PRONTO', 'Prontos'],
  ['RECEBIDO', 'Recebidos'],
  ['RETIRADO', 'Retirados'],
  ['CANCELADO', 'Cancelados'],
  ['TODOS', 'Todos'],
] as const

interface OrderTabsProps {
  readonly c: PanelContext
  readonly filters: OrderFiltersRead
  /** Null where nothing was counted, as for a search. */
  readonly counts: ReadonlyMap<string, number> | null
}

export function OrderTabs({ c, filters, counts }: OrderTabsProps) {
  const shown = statusesOf(filters)
  const current =
    shown.length === ORDER_STATUSES.length ? 'TODOS' : shown.length === 1 ? shown[0] : null
  return (
    <nav class="tabs" aria-label="Status dos pedidos">
      {TABS.map(([status, nome]) => (
        <a
          href={withQuery(c, { status, cursor: null })}
          aria-current={status === current ? 'page' : undefined}
        >
          {nome}
          {counts === null ? null : (
            <span class="count"> {countText(totalOf(counts, status), COUNT_MAX)}</span>
          )}
        </a>
      ))}
    </nav>
  )
}

function totalOf(counts: ReadonlyMap<string, number>, status: string): number {
  if (status !== 'TODOS') return counts.get(status) ?? 0
  return [...counts.values()].reduce((sum, total) => sum + total, 0)
}

const COUNT_MAX = 10_000

const Count = v.object({ status: v.string(), total: countValue })

/** Counts by status. A count above COUNT_MAX is COUNT_MAX + 1. */
export async function countOrders(
  query: Query,
  operator: Operator,
  { tenant, de, ate }: OrderFiltersRead,
): Promise<ReadonlyMap<string, number>> {
  const counts = await query.as(operator).any(sql.type(Count)`
    select c.status, c.total
    from search.count_orders(
      ${tenantList(reachedStores(operator, tenant))}::bigint[], ${dayStart(de)}, ${dayEnd(ate)}, ${COUNT_MAX}
    ) as c`)
  return new Map(counts.map(({ status, total }) => [status, total]))
}
