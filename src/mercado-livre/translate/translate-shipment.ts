/** Translates `GET /shipments/{id}`, in either of its two shapes, into what it says of each of its orders. */
import { externalKey } from '../../core/text/external-key.ts'
import { type EnrichedEvent, enrichedEvent, type EnrichedPayload } from './enriched-event.ts'
import { logisticTypeOf, parcelOf } from './parcel.ts'
import { type Part, partOf, type Unreadable, unreadable } from './json-part.ts'

export interface TranslatedShipment {
  readonly kind: 'shipment'
  /** Null where the answer does not repeat it. */
  readonly id: string | null
  /** Milliseconds. */
  readonly versao: number
  /** False for a return, which says nothing of the parcel that somebody picks up. */
  readonly isForward: boolean
  readonly isCancelled: boolean
  /** `logistic.type`, such as `drop_off` or `fulfillment`. */
  readonly logistica: string | null
  /** A receiver is named. */
  readonly hasName: boolean
  /** The marketplace holds the label back until then; null where it does not. */
  readonly bufferedUntil: Date | null
  readonly oddities: readonly string[]
  eventFor(orderId: string): EnrichedEvent
}

/** `id` is the shipment that was asked for. */
export function translateShipment(body: unknown, id: string): TranslatedShipment | Unreadable {
  const shipment = partOf(body)
  const status = shipment.text('status', 64)
  if (status === null) return unreadable(shipment.odd('status', 'deve ser um texto'))
  const versao = versionOf(shipment)
  if (versao === null) return unreadable(shipment.odd('last_updated', 'deve ser uma data'))
  const substatus = shipment.text('substatus', 64)
  const logistic = shipment.part('logistic')
  const buffering = shipment.part('lead_time').part('buffering')
  const until = substatus === 'buffered' ? buffering.instant('date') : null
  const logistica = logisticTypeOf(shipment)
  const payload = payloadOf(shipment, { id, status, substatus })
  return {
    kind: 'shipment',
    id: shipment.id('id'),
    versao,
    isForward: (logistic.text('direction') ?? shipment.text('type') ?? 'forward') === 'forward',
    isCancelled: status === 'cancelled',
    logistica,
    hasName: payload.destinatario?.nome !== undefined,
    bufferedUntil: until === null ? null : new Date(until),
    oddities: shipment.oddities,
    eventFor: (externalId) =>
      enrichedEvent(
        {
          externalId,
          tipo: payload.etiqueta === undefined ? 'STATUS_CHANGED' : 'LABEL_AVAILABLE',
          versao,
          payload,
        },
        logistica,
      ),
  }
}

/** When it last changed. Some answers lack that date, and have the dates of what happened. */
function versionOf(shipment: Part): number | null {
  const changed = shipment.instant('last_updated', 'date_last_updated')
  if (changed !== null) return changed
  const history = shipment.part('status_history')
  const dates = HISTORY.map((name) => history.instant(name)).filter((date) => date !== null)
  return dates.length > 0 ? Math.max(...dates) : shipment.instant('date_created')
}

const HISTORY = [
  'date_handling',
  'date_ready_to_ship',
  'date_shipped',
  'date_first_visit',
  'date_delivered',
  'date_not_delivered',
  'date_returned',
  'date_cancelled',
]

interface Known {
  readonly id: string
  readonly status: string
  readonly substatus: string | null
}

function payloadOf(shipment: Part, { id, status, substatus }: Known): EnrichedPayload {
  const receivers = [shipment.part('destination'), shipment.part('receiver_address')]
  const first = (field: string) =>
    receivers.map((each) => each.known(field)).find((text) => text !== null)
  const [nome, telefone] = [first('receiver_name'), first('receiver_phone')]
  const destinatario = {
    ...(nome === undefined ? {} : { nome }),
    ...(telefone === undefined ? {} : { telefone }),
  }
  const volume = parcelOf(shipment)
  const tracking = shipment.known('tracking_number', 64)
  return {
    ...(Object.keys(destinatario).length === 0 ? {} : { destinatario }),
    ...(volume === null ? {} : { volume }),
    ...(hasLabel(status, substatus) ? { etiqueta: tracking ?? id } : {}),
    statusEnvio: externalKey(`shipment:${status}${substatus === null ? '' : `/${substatus}`}`),
  }
}

/** A parcel that waits only for its invoice has no label yet. One that is under way has had one. */
function hasLabel(status: string, substatus: string | null): boolean {
  if (status === 'ready_to_ship') return substatus !== null && substatus !== 'invoice_pending'
  return status === 'shipped' || status === 'delivered' || status === 'not_delivered'
}
