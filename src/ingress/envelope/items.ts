/**
 * The items of an order in one spelling, the same for every sender: sorted by SKU, each SKU once with its quantities
 * added. The order's register of items is compared as text, so the spelling matters.
 */
import * as v from 'valibot'
import { field } from './field.ts'

const COUNT_MAX = 1000
const QUANTITY_MAX = 1_000_000
const NOT_A_LIST = 'deve ser uma lista de itens'

const Item = field.object({ sku: field.key(128), quantidade: field.amount(QUANTITY_MAX) })

export const Items = v.pipe(
  // The list is counted before any item is checked: a million refused items would make a million issues.
  v.array(v.unknown(), NOT_A_LIST),
  v.maxLength(COUNT_MAX, `deve ter no máximo ${COUNT_MAX} itens`),
  v.array(Item, NOT_A_LIST),
  v.transform(canonical),
)

type OrderItem = v.InferOutput<typeof Item>

function canonical(items: OrderItem[]): OrderItem[] {
  const totals = new Map<string, number>()
  for (const { sku, quantidade } of items) {
    totals.set(sku, exact((totals.get(sku) ?? 0) + quantidade))
  }
  return [...totals]
    .map(([sku, quantidade]) => ({ sku, quantidade }))
    .sort((a, b) => (a.sku < b.sku ? -1 : 1))
}

/** Rounds so that 0.1 + 0.2 is 0.3, in either order. */
function exact(sum: number): number {
  return Math.round(sum * 1e6) / 1e6
}
