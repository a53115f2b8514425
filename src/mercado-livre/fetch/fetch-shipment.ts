/** Fetches a shipment and the orders that it carries; it says something of each of them. */
import type { Client } from '../http/client.ts'
import { type FetchResult, labelMissing } from './fetch-result.ts'
import type { FetchRequest } from './fetch-requests.ts'
import { request } from '../http/request.ts'
import { translateShipment } from '../translate/translate-shipment.ts'
import { partOf, unreadable } from '../translate/json-part.ts'

export async function fetchShipment(
  client: Client,
  { seller }: FetchRequest,
  id: string,
  signal?: AbortSignal,
): Promise<FetchResult> {
  const answer = await client(seller, request.shipment(id), signal)
  if (answer.kind !== 'found') return answer
  const shipment = translateShipment(answer.body, id)
  if (shipment.kind === 'unreadable') return shipment
  if (shipment.id !== null && shipment.id !== id) {
    return unreadable('id: deve ser o do envio consultado')
  }
  if (!shipment.isForward) return nothing
  const carried = await client(seller, request.shipmentOrders(id), signal)
  if (carried.kind === 'empty') return noOrdersYet
  if (carried.kind !== 'found') return carried
  const rows = rowsOf(carried.body)
  if (rows === null) return unreadable('pedidos do envio: deve ser uma lista')
  // A cancelled shipment may carry nothing for good: its orders travel in another.
  if (rows.length === 0) return shipment.isCancelled ? nothing : noOrdersYet
  const orders = new Set<string>()
  for (const row of rows) {
    const orderId = row.id('order_id')
    if (orderId === null) row.odd('order_id', 'deve ser um número')
    else if ((row.id('seller_id') ?? seller.userId) === seller.userId) orders.add(orderId)
  }
  const oddities = rows[0]?.oddities ?? []
  if (orders.size === 0 && oddities.length > 0) return unreadable(oddities.join('; '))
  const { readAt: lidoEm } = answer
  const read = {
    ...{ packId: null, envioId: id, versao: null, lidoEm, envioErro: null, antigoAte: null },
    logistica: shipment.logistica,
  }
  return {
    kind: 'fetched',
    fetched: {
      orders: [...orders].map((externalId) => ({ externalId, ...read })),
      events: [...orders].map((orderId) => ({ ...shipment.eventFor(orderId), lidoEm })),
      missing: labelMissing(shipment.bufferedUntil),
      oddities: [...shipment.oddities, ...oddities],
    },
  }
}

/** There is one row an item, so an order of several items is there several times. A single row may come without its list. */
function rowsOf(body: unknown) {
  const rows = Array.isArray(body) ? (body as unknown[]) : [body]
  return partOf({ pedidos: rows }).parts('pedidos')
}

/** A return says nothing of the parcel that somebody picks up. */
const nothing: FetchResult = {
  kind: 'fetched',
  fetched: { orders: [], events: [], missing: null, oddities: [] },
}
const noOrdersYet: FetchResult = { kind: 'empty', motivo: 'o envio ainda não tem pedidos' }
