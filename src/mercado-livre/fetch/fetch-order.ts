/**
 * Fetches an order, its shipment, and the buyer's document where it is wanted. An order is never lost for what is missing
 * beside it: where its shipment can't be had, the order is stored without, says why, and is fetched again.
 */
import type { Client, Outcome } from '../http/client.ts'
import { enrichedEvent, type EnrichedEvent } from '../translate/enriched-event.ts'
import { type FetchResult, labelMissing, type Missing, whyNot } from './fetch-result.ts'
import type { FetchRequest, ReadEvent } from './fetch-requests.ts'
import { request } from '../http/request.ts'
import {
  billingDocument,
  type TranslatedOrder,
  translateOrder,
} from '../translate/translate-order.ts'
import { type TranslatedShipment, translateShipment } from '../translate/translate-shipment.ts'
import { unreadable } from '../translate/json-part.ts'

interface FetchOrderOptions {
  /** An order whose state is older than this when it is first read is stored, and announced to nobody. */
  readonly firstReadingMaxAgeMs: number
  readonly signal?: AbortSignal
}

export async function fetchOrder(
  client: Client,
  fetchRequest: FetchRequest,
  id: string,
  { firstReadingMaxAgeMs, signal }: FetchOrderOptions,
): Promise<FetchResult> {
  const { seller, wantsDocument } = fetchRequest
  const answer = await client(seller, request.order(id), signal)
  if (answer.kind !== 'found') return answer
  const seen = translateOrder(answer.body, { buyerIsRecipient: false })
  if (seen.kind === 'unreadable') return seen
  if (seen.event.externalId !== id) return unreadable('id: deve ser o do pedido consultado')
  const { sellerId, buyerId, shipmentId, packId, billingInfoId } = seen
  // An order that does not say who sells it is shown only to its buyer and its seller.
  const isOwn = sellerId === null ? buyerId !== seller.userId : sellerId === seller.userId
  if (!isOwn) return { kind: 'foreign' }

  const parcel =
    shipmentId === null ? null : await client(seller, request.shipment(shipmentId), signal)
  if (signal?.aborted === true && parcel?.kind === 'unavailable') return parcel
  const beside = parcel === null ? null : shipmentIn(parcel, shipmentId ?? '')
  const shipment = typeof beside === 'string' ? null : beside
  const envioErro = typeof beside === 'string' ? beside : null
  const isNamed = shipment?.isForward === true && shipment.hasName
  // The shipment may still be read later. Its receiver has an older date then, and would lose to the buyer's name.
  const isAwaited = envioErro !== null && fetchRequest.postponements < LOOKS_MAX
  const isFollowed = isAwaited && fetchRequest.origin !== 'ABERTOS'
  const order = translateOrder(answer.body, { buyerIsRecipient: !isNamed && !isAwaited })
  if (order.kind === 'unreadable') return order

  const billing =
    wantsDocument && billingInfoId !== null
      ? await client(seller, request.billingInfo(billingInfoId), signal)
      : null
  const doc = billing?.kind === 'found' ? billingDocument(billing.body) : null

  const docIsLate = billing !== null && doc === null && mayCome(billing, fetchRequest)

  const { readAt: lidoEm } = answer
  const { versao } = order.event
  const oldUntil = new Date(lidoEm.getTime() - firstReadingMaxAgeMs)
  const isOld = Math.max(versao, shipment?.versao ?? 0) < oldUntil.getTime()
  const events: ReadEvent[] = [{ ...withDocument(order, doc), lidoEm }]
  if (parcel?.kind === 'found' && shipment?.isForward === true) {
    events.push({ ...shipment.eventFor(id), lidoEm: parcel.readAt })
  }
  const label = labelMissing(shipment?.bufferedUntil ?? null)
  return {
    kind: 'fetched',
    fetched: {
      orders: [
        {
          ...{ externalId: id, packId, envioId: shipmentId, versao, lidoEm, envioErro },
          logistica: (shipment?.isForward === true ? shipment.logistica : null) ?? seen.logistica,
          antigoAte: isOld ? oldUntil : null,
        },
      ],
      events,
      missing: isFollowed ? { motivo: envioErro, until: null } : docIsLate ? lateDocument : label,
      oddities: [
        ...(envioErro === null ? [] : [envioErro]),
        ...order.oddities,
        ...(shipment?.oddities ?? []).map((each) => `envio.${each}`),
      ],
    },
  }
}

/** About a day of the enricher's waits. After that an open order is only read every few hours. */
const LOOKS_MAX = 30

/** The shipment, or why it can't be had, for people. */
function shipmentIn(answer: Outcome, id: string): TranslatedShipment | string {
  if (answer.kind !== 'found') return `o envio não pôde ser lido: ${whyNot(answer)}`
  const shipment = translateShipment(answer.body, id)
  if (shipment.kind === 'unreadable') return `o envio não pôde ser lido: ${whyNot(shipment)}`
  return shipment.id === null || shipment.id === id ? shipment : 'o envio lido é outro'
}

const lateDocument: Missing = { motivo: 'o documento do comprador ainda não está lá', until: null }

/** Whether the document may still come. An order that is read every few hours anyway is not asked for again. */
function mayCome(billing: Outcome, { postponements, origin }: FetchRequest): boolean {
  const isRefused = billing.kind === 'forbidden' || billing.kind === 'refused'
  const isOff = isRefused || (billing.kind === 'later' && billing.refused === true)
  return !isOff && origin !== 'ABERTOS' && postponements < LOOKS_MAX
}

function withDocument({ event, logistica }: TranslatedOrder, doc: string | null): EnrichedEvent {
  if (doc === null) return event
  const { marca: _, payload, ...rest } = event
  const destinatario = { ...payload.destinatario, doc }
  return enrichedEvent({ ...rest, payload: { ...payload, destinatario } }, logistica)
}
