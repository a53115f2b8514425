/** `GET /shipments/{id}`, in either of its two shapes → what it says of each of its orders. */
import * as v from 'valibot'
import { type EnrichedEvent, enrichedEvent, type EnrichedPayload } from './enriched-event.ts'
import { instantOf } from './instant.ts'
import { externalKey } from '../core/external-key.ts'
import { knownText } from './known-text.ts'
import { MarketplaceId } from './marketplace-id.ts'
import { parcelOf } from './parcel.ts'

const Receiver = v.fallback(
  v.nullish(
    v.object({ receiver_name: v.optional(v.unknown()), receiver_phone: v.optional(v.unknown()) }),
  ),
  null,
)

const Shipment = v.looseObject({
  id: MarketplaceId,
  last_updated: v.pipe(v.unknown(), v.transform(instantOf), v.number()),
  status: v.string(),
  substatus: v.nullish(v.string()),
  tracking_number: v.optional(v.unknown()),
  destination: Receiver,
  receiver_address: Receiver,
  logistic: v.fallback(v.nullish(v.object({ direction: v.nullish(v.string()) })), null),
  type: v.fallback(v.nullish(v.string()), null),
  lead_time: v.fallback(
    v.nullish(v.object({ buffering: v.nullish(v.object({ date: v.optional(v.unknown()) })) })),
    null,
  ),
})

export interface TranslatedShipment {
  readonly id: string
  /** False for a return: it says nothing of the parcel that somebody picks up. */
  readonly isForward: boolean
  readonly isCancelled: boolean
  /** A receiver is named. */
  readonly hasName: boolean
  /** The marketplace holds the label back until then; null where it does not. */
  readonly bufferedUntil: Date | null
  eventFor(orderId: string): EnrichedEvent
}

/** Null when the body is no shipment. */
export function translateShipment(body: unknown): TranslatedShipment | null {
  const read = v.safeParse(Shipment, body)
  if (!read.success) return null
  const shipment = read.output
  const { status, substatus, lead_time, logistic, type } = shipment
  const until = substatus === 'buffered' ? instantOf(lead_time?.buffering?.date) : null
  const payload = payloadOf(shipment)
  return {
    id: shipment.id,
    isForward: (logistic?.direction ?? type ?? 'forward') === 'forward',
    isCancelled: status === 'cancelled',
    hasName: payload.destinatario?.nome !== undefined,
    bufferedUntil: until === null ? null : new Date(until),
    eventFor: (externalId) =>
      enrichedEvent({
        externalId,
        tipo: hasLabel(status, substatus) ? 'LABEL_AVAILABLE' : 'STATUS_CHANGED',
        versao: shipment.last_updated,
        payload,
      }),
  }
}

function payloadOf(shipment: v.InferOutput<typeof Shipment>): EnrichedPayload {
  const { id, status, substatus, destination, receiver_address, tracking_number } = shipment
  const nome = knownText(destination?.receiver_name) ?? knownText(receiver_address?.receiver_name)
  const telefone =
    knownText(destination?.receiver_phone) ?? knownText(receiver_address?.receiver_phone)
  const destinatario = {
    ...(nome === null ? {} : { nome }),
    ...(telefone === null ? {} : { telefone }),
  }
  const volume = parcelOf(shipment)
  return {
    ...(Object.keys(destinatario).length === 0 ? {} : { destinatario }),
    ...(volume === null ? {} : { volume }),
    ...(hasLabel(status, substatus) ? { etiqueta: knownText(tracking_number) ?? id } : {}),
    statusEnvio: externalKey(`shipment:${status}${substatus == null ? '' : `/${substatus}`}`),
  }
}

/** Ready to ship but for its invoice, a parcel has no label yet; once under way it has had one. */
function hasLabel(status: string, substatus: string | null | undefined): boolean {
  if (status === 'ready_to_ship') return substatus != null && substatus !== 'invoice_pending'
  return status === 'shipped' || status === 'delivered' || status === 'not_delivered'
}
