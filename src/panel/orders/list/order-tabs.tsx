/** The statuses of orders as tabs, each with how many there are. */
import type { PanelContext } from '../../panel-env.ts'
import { countText } from '../../pieces/text/number-text.ts'
import { withQuery } from '../../pieces/with-query.ts'
import { COUNT_MAX } from './count-orders.ts'
import { ORDER_STATUSES, type OrderFiltersRead, statusesOf } from './order-filters.ts'

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
  /** Null: nothing was counted, as for a search. */
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
