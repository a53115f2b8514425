/**
 * `GET /orders/{id}` → one internal event. Whatever the answer leaves out, hides, or says in an odd way is left as it
 * was; an order needs its id, a date and something that is said of it.
 */
import { externalKey } from '../../core/text/external-key.ts'
import { type EnrichedEvent, enrichedEvent } from './enriched-event.ts'
import { logisticTypeOf } from './parcel.ts'
import { type Part, partOf, type Unreadable, unreadable } from './json-part.ts'

export interface TranslatedOrder {
  readonly kind: 'order'
  readonly event: EnrichedEvent
  /** Whose order it is: to be compared with the connector's seller before anything is stored. Null: it does not say. */
  readonly sellerId: string | null
  readonly buyerId: string | null
  /** Null: not made yet, or the buyer collects. */
  readonly shipmentId: string | null
  /** The shipment's `logistic.type`, where the order repeats it. */
  readonly logistica: string | null
  readonly packId: string | null
  readonly billingInfoId: string | null
  /** What could not be read and was left out, by path. */
  readonly oddities: readonly string[]
}

/**
 * The buyer's name is the recipient's only where `nomeDoComprador` says so: a shipment that names a receiver knows
 * better.
 */
export function translateOrder(
  body: unknown,
  { nomeDoComprador }: { readonly nomeDoComprador: boolean },
): TranslatedOrder | Unreadable {
  const order = partOf(body)
  const id = order.id('id')
  if (id === null) return unreadable(order.odd('id', 'deve ser um número'))
  const versao = order.instant('last_updated', 'date_last_updated', 'date_closed', 'date_created')
  if (versao === null) return unreadable(order.odd('last_updated', 'deve ser uma data'))
  const [buyer, shipping] = [order.part('buyer'), order.part('shipping')]
  const nome = nomeDoComprador ? fullNameOf(buyer) : null
  const logistica = logisticTypeOf(shipping)
  const itens = linesOf(order)
  const statusPedido = statusOf(order)
  return {
    kind: 'order',
    event: enrichedEvent(
      {
        externalId: id,
        tipo: 'ORDER_UPDATED',
        versao,
        payload: {
          ...(nome === null ? {} : { destinatario: { nome } }),
          ...(itens.length === 0 ? {} : { itens }),
          ...(statusPedido === null ? {} : { statusPedido: externalKey(`order:${statusPedido}`) }),
        },
      },
      logistica,
    ),
    sellerId: order.part('seller').id('id'),
    buyerId: buyer.id('id'),
    shipmentId: shipping.id('id'),
    logistica,
    packId: order.id('pack_id'),
    billingInfoId: buyer.part('billing_info').id('id'),
    oddities: order.oddities,
  }
}

function statusOf(order: Part): string | null {
  const tags = order.texts('tags')
  return tags.includes('fraud_risk_detected') ? 'fraud_risk_detected' : order.text('status', 64)
}

/** What was ordered. A line of quantity 0 is none of it. */
function linesOf(order: Part): { readonly sku: string; readonly quantidade: number }[] {
  return (order.parts('order_items') ?? []).flatMap((line) => {
    const sku = skuOf(line.part('item'))
    if (sku === null) line.odd('item.id', 'deve ser um texto')
    const quantidade = line.amount('quantity') ?? line.part('requested_quantity').amount('value')
    if (quantidade === null) line.odd('quantity', 'deve ser um número')
    return sku === null || quantidade === null || quantidade === 0 ? [] : [{ sku, quantidade }]
  })
}

/** Without a SKU of the seller's, the listing and its variation stand for it: it can be mapped like any other. */
function skuOf(item: Part): string | null {
  const named = [item.text('seller_sku', 128), item.text('seller_custom_field', 128)]
  const own = named.map((text) => externalKey(text ?? '')).find((text) => text !== '')
  const [listing, variation] = [item.text('id', 64), item.id('variation_id')]
  return own ?? (listing === null || variation === null ? listing : `${listing}/${variation}`)
}

/** Null without a first name: the last one alone would be taken for it, and shown where only a first name may be. */
function fullNameOf(buyer: Part): string | null {
  const [first, last] = [buyer.known('first_name'), buyer.known('last_name')]
  return first === null || last === null ? first : `${first} ${last}`
}

/**
 * The buyer's document, from `GET /orders/billing-info/{site}/{id}` or the older `/orders/{id}/billing_info`, with and
 * without `x-version: 2`. Null while the marketplace has none, or in a body of another shape.
 */
export function billingDocument(body: unknown): string | null {
  const answer = partOf(body)
  const identification = answer.part('buyer').part('billing_info').part('identification')
  return identification.known('number', 32) ?? answer.part('billing_info').known('doc_number', 32)
}
