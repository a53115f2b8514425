/** An order as the API shows it. The buyer is hidden until it is paid. */
import type { Order } from './truth.ts'

export function orderBody(order: Order): object {
  const isPaid = order.status !== 'payment_required'
  const total = order.items.reduce((sum, { quantity }) => sum + quantity * 50, 0)
  return {
    id: Number(order.id),
    date_created: iso(order.createdMs),
    last_updated: iso(order.updatedMs),
    pack_id: order.packId === null ? null : Number(order.packId),
    status: order.status,
    status_detail: null,
    tags: isPaid ? ['paid', 'not_delivered'] : ['not_paid'],
    total_amount: total,
    paid_amount: isPaid ? total : 0,
    currency_id: 'BRL',
    shipping: { id: order.shipmentId === null ? null : Number(order.shipmentId) },
    seller: { id: Number(order.sellerId) },
    buyer: isPaid
      ? {
          id: 555_000_222,
          first_name: order.buyer.firstName,
          last_name: order.buyer.lastName,
          billing_info: { id: order.id },
        }
      : { id: 555_000_222 },
    order_items: order.items.map(({ sku, quantity }, n) => ({
      item: { id: `MLB${order.id}${n}`, title: 'Produto', variation_id: null, seller_sku: sku },
      quantity,
      unit_price: 50,
      currency_id: 'BRL',
    })),
    payments: [],
  }
}

/** A date as the marketplace writes it: with the offset -04:00. */
export function iso(ms: number): string {
  return `${new Date(ms - 4 * 3_600_000).toISOString().slice(0, -1)}-04:00`
}
