/** Answers of the marketplace, made of its published bodies: the answer to a GET, by path. */
import type { ServerResponse } from 'node:http'
import { fixture } from './marketplace-fixture.ts'
import { seller } from './marketplace-seller.ts'

export type Answers = Record<string, (response: ServerResponse) => void>

export const order = { id: '2000001111111111', envio: '44001234567' } as const

type Body = Readonly<Record<string, unknown>>

/** A paid order of the test's seller, with changes. */
export function orderBody(changes: Body = {}): Body {
  const body = fixture('order-paid-pack-two_variation_attributes-qty2-mlb') as Body
  return { ...body, seller: { id: Number(seller.userId) }, ...changes }
}

/** Its shipment, whose label is printed, with changes. */
export function shipmentBody(changes: Body = {}): Body {
  const body = fixture('shipment-new-format-drop_off-printed') as Body
  return {
    ...body,
    id: Number(order.envio),
    last_updated: '2026-09-27T12:10:00.000-04:00',
    ...changes,
  }
}

/** The orders that it carries: a row an item, ids as text. */
export const carried = [
  { order_id: order.id, item_id: 'MLB1', seller_id: Number(seller.userId) },
  { order_id: order.id, item_id: 'MLB2', seller_id: Number(seller.userId) },
]

export function json(body: unknown, status = 200) {
  return (response: ServerResponse) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }
}

/** The order with its shipment, and 404 for the rest; `more` comes first. */
export function usualAnswers(more: Answers = {}): (response: ServerResponse, path: string) => void {
  const answers: Answers = {
    [`/orders/${order.id}`]: json(orderBody()),
    [`/shipments/${order.envio}`]: json(shipmentBody()),
    [`/shipments/${order.envio}/orders`]: json(carried),
    ...more,
  }
  return (response, path) => {
    const answer =
      answers[path] ??
      json({ message: 'not found', error: 'not_found', status: 404, cause: [] }, 404)
    answer(response)
  }
}
