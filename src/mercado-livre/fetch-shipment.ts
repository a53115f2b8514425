/** A shipment's hint → what it says of each of the orders that it carries. */
import * as v from 'valibot'
import type { Client } from './client.ts'
import { type FetchResult, labelMissing } from './fetch-result.ts'
import type { Hint } from './hint-store.ts'
import { MarketplaceId } from './marketplace-id.ts'
import { request } from './request.ts'
import { translateShipment } from './translate-shipment.ts'

/** One row an item: an order of several is there several times. */
const Carried = v.array(v.object({ order_id: MarketplaceId, seller_id: v.optional(MarketplaceId) }))

export async function fetchShipment(
  client: Client,
  { seller }: Hint,
  id: string,
  signal?: AbortSignal,
): Promise<FetchResult> {
  const answer = await client(seller, request.shipment(id), signal)
  if (answer.kind !== 'found') return answer
  const shipment = translateShipment(answer.body)
  if (shipment?.id !== id) return { kind: 'unreadable' }
  if (!shipment.isForward) return nothing
  const carried = await client(seller, request.shipmentOrders(id), signal)
  if (carried.kind === 'empty') return noOrdersYet
  if (carried.kind !== 'found') return carried
  const rows = v.safeParse(Carried, carried.body)
  if (!rows.success) return { kind: 'unreadable' }
  // One that was cancelled may carry nothing for good: its orders travel in another.
  if (rows.output.length === 0) return shipment.isCancelled ? nothing : noOrdersYet
  const own = rows.output.filter(({ seller_id: id = seller.userId }) => id === seller.userId)
  const orders = new Set(own.map(({ order_id }) => order_id))
  const { readAt: lidoEm } = answer
  const events = [...orders].map((orderId) => ({ ...shipment.eventFor(orderId), lidoEm }))
  const missing = labelMissing(shipment.bufferedUntil)
  return { kind: 'fetched', fetched: { orders: [], events, missing } }
}

/** A return says nothing of the parcel that somebody picks up. */
const nothing: FetchResult = { kind: 'fetched', fetched: { orders: [], events: [], missing: null } }
const noOrdersYet: FetchResult = { kind: 'empty', motivo: 'o envio ainda não tem pedidos' }
