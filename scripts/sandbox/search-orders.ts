/**
 * The search of a seller's orders, as it was measured at the real marketplace: minutes are ignored,
 * cancelled orders are not shown, and rows beyond a thousand never come.
 */
import { orderBody } from './order-body.ts'
import type { Truth } from './truth.ts'

const HOUR_MS = 3_600_000
const ROWS_SHOWN = 1000

export function searchOrders(
  truth: Truth,
  sellerId: string,
  query: Readonly<Record<string, string>>,
): object {
  const hourOf = (name: string, otherwise: number) => {
    const ms = Date.parse(query[name] ?? '')
    return Number.isNaN(ms) ? otherwise : Math.floor(ms / HOUR_MS) * HOUR_MS
  }
  const fromMs = hourOf('order.date_last_updated.from', 0)
  const toMs = hourOf('order.date_last_updated.to', Infinity)
  const offset = Number(query['offset'] ?? '0')
  const limit = Math.min(Number(query['limit'] ?? '50'), 50)
  const found = [...truth.orders.values()]
    .filter((order) => order.sellerId === sellerId && order.status !== 'cancelled')
    .filter(({ updatedMs }) => updatedMs >= fromMs && updatedMs < toMs)
  const shown = found.slice(0, ROWS_SHOWN).slice(offset, offset + limit)
  const paging = { total: found.length, offset, limit }
  return { query: '', results: shown.map(orderBody), paging, sort: { id: 'date_asc' } }
}
