/** An order's hint → the order, its shipment, and the buyer's document where it is wanted. */
import { billingDocument } from './billing-document.ts'
import type { Client } from './client.ts'
import { enrichedEvent, type EnrichedEvent } from './enriched-event.ts'
import { type FetchResult, passes } from './fetch-result.ts'
import type { Hint } from './hint-store.ts'
import { request } from './request.ts'
import { translateOrder } from './translate-order.ts'
import { translateShipment } from './translate-shipment.ts'

export async function fetchOrder(
  client: Client,
  hint: Hint,
  id: string,
  signal?: AbortSignal,
): Promise<FetchResult> {
  const { seller, pedeDocumento } = hint
  const answer = await client(seller, request.order(id), signal)
  if (answer.kind !== 'found') return answer
  const seen = translateOrder(answer.body, { nomeDoComprador: false })
  if (seen === null || seen.event.externalId !== id) return { kind: 'unreadable' }
  if (seen.sellerId !== seller.userId) return { kind: 'foreign' }

  const { shipmentId, packId, billingInfoId } = seen
  const parcel =
    shipmentId === null ? null : await client(seller, request.shipment(shipmentId), signal)
  if (parcel !== null && passes(parcel)) return parcel
  const shipment = parcel?.kind === 'found' ? translateShipment(parcel.body) : null
  const named = shipment?.isForward === true && shipment.hasName
  const order = translateOrder(answer.body, { nomeDoComprador: !named })?.event ?? seen.event

  const wantsDocument = pedeDocumento && billingInfoId !== null
  const billing = wantsDocument
    ? await client(seller, request.billingInfo(billingInfoId), signal)
    : null
  if (billing !== null && passes(billing)) return billing
  const doc = billing?.kind === 'found' ? billingDocument(billing.body) : null

  const events = [withDocument(order, doc)]
  if (shipment?.isForward === true) events.push(shipment.eventFor(id))
  const orders = [{ externalId: id, packId, envioId: shipmentId, versao: order.versao }]
  return { kind: 'fetched', fetched: { orders, events, againAt: shipment?.bufferedUntil ?? null } }
}

function withDocument(event: EnrichedEvent, doc: string | null): EnrichedEvent {
  if (doc === null) return event
  const { marca: _, payload, ...rest } = event
  return enrichedEvent({
    ...rest,
    payload: { ...payload, destinatario: { ...payload.destinatario, doc } },
  })
}
