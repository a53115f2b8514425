/** An order's hint → the order, its shipment, and the buyer's document where it is wanted. */
import { billingDocument } from './billing-document.ts'
import type { Client, Outcome } from './client.ts'
import { enrichedEvent, type EnrichedEvent } from './enriched-event.ts'
import { type FetchResult, labelMissing, type Missing, passes } from './fetch-result.ts'
import type { Hint, ReadEvent } from './hint-store.ts'
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
  const doc = billing?.kind === 'found' ? billingDocument(billing.body) : null
  const docIsLate = billing !== null && doc === null && mayCome(billing, hint)

  const { readAt: lidoEm } = answer
  const events: ReadEvent[] = [{ ...withDocument(order, doc), lidoEm }]
  if (parcel?.kind === 'found' && shipment?.isForward === true) {
    events.push({ ...shipment.eventFor(id), lidoEm: parcel.readAt })
  }
  const orders = [{ externalId: id, packId, envioId: shipmentId, versao: order.versao, lidoEm }]
  const missing = docIsLate ? lateDocument : labelMissing(shipment?.bufferedUntil ?? null)
  return { kind: 'fetched', fetched: { orders, events, missing } }
}

const lateDocument: Missing = { motivo: 'o documento do comprador ainda não está lá', until: null }
/** About a day, see the enricher's waits. */
const LOOKS_FOR_DOCUMENT = 30

/** An order that is read every few hours anyway is not followed. */
function mayCome(billing: Outcome, { adiamentos, origem }: Hint): boolean {
  const isRefused = billing.kind === 'forbidden' || billing.kind === 'refused'
  const isOff = isRefused || (billing.kind === 'later' && billing.refused === true)
  return !isOff && origem !== 'ABERTOS' && adiamentos < LOOKS_FOR_DOCUMENT
}

function withDocument(event: EnrichedEvent, doc: string | null): EnrichedEvent {
  if (doc === null) return event
  const { marca: _, payload, ...rest } = event
  return enrichedEvent({
    ...rest,
    payload: { ...payload, destinatario: { ...payload.destinatario, doc } },
  })
}
