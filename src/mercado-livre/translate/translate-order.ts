/**
 * Translates `GET /orders/{id}` into one internal event. What the answer leaves out, hides or says in an odd way changes
 * nothing. An order needs its id and a date.
 */
import { externalKey } from '../../core/text/external-key.ts'
import { type EnrichedEvent, enrichedEvent } from './enriched-event.ts'
import { logisticTypeOf } from './parcel.ts'
import { type Part, partOf, type Unreadable, unreadable } from './json-part.ts'

export interface TranslatedOrder {
  readonly kind: 'order'
  readonly event: EnrichedEvent
  /** It is compared with the connector's seller before anything is stored. Null: the answer does not say it. */
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

/** `buyerIsRecipient`: the buyer's name is taken for the recipient's. A shipment that names a receiver knows better. */
export function translateOrder(
  body: unknown,
  { buyerIsRecipient }: { readonly buyerIsRecipient: boolean },
): TranslatedOrder | Unreadable {
  const order = partOf(body)
  const id = order.id('id')
  if (id === null) return unreadable(order.odd('id', 'deve ser um número'))
  const versao = order.instant('last_updated', 'date_last_updated', 'date_closed', 'date_created')
  if (versao === null) return unreadable(order.odd('last_updated', 'deve ser uma data'))
  const [buyer, shipping] = [order.part('buyer'), order.part('shipping')]
  const nome = buyerIsRecipient ? fullNameOf(buyer) : null
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

/** The items. A line of quantity 0 is none. */
function linesOf(order: Part): { readonly sku: string; readonly quantidade: number }[] {
  return (order.parts('order_items') ?? []).flatMap((line) => {
    const sku = skuOf(line.part('item'))
    if (sku === null) line.odd('item.id', 'deve ser um texto')
    const quantidade = line.amount('quantity') ?? line.part('requested_quantity').amount('value')
    if (quantidade === null) line.odd('quantity', 'deve ser um número')
    return sku === null || quantidade === null || quantidade === 0 ? [] : [{ sku, quantidade }]
  })
}

/** Without a SKU of the seller, the listing and its variation stand for it, and can be mapped like any other. */
function skuOf(item: Part): string | null {
  const named = [item.text('seller_sku', 128), item.text('seller_custom_field', 128)]
  const own = named.map((text) => externalKey(text ?? '')).find((text) => text !== '')
  const [listing, variation] = [item.text('id', 64), item.id('variation_id')]
  return own ?? (listing === null || variation === null ? listing : `${listing}/${variation}`)
}

/** Null without a first name: the last name alone would be taken for it, and shown where only a first name may be. */
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
