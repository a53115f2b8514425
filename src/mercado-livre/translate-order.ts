/** `GET /orders/{id}` → one internal event. Whatever the answer leaves out, or hides, is left as it was. */
import * as v from 'valibot'
import { type EnrichedEvent, enrichedEvent } from './enriched-event.ts'
import { instantOf } from './instant.ts'
import { externalKey } from '../core/external-key.ts'
import { knownText } from './known-text.ts'
import { MarketplaceId } from './marketplace-id.ts'

const Instant = v.pipe(v.unknown(), v.transform(instantOf), v.number())
const Text = v.fallback(v.nullish(v.string()), null)

const Line = v.object({
  item: v.object({
    id: v.string(),
    variation_id: v.nullish(MarketplaceId),
    seller_sku: Text,
    seller_custom_field: Text,
  }),
  quantity: v.pipe(v.number(), v.gtValue(0)),
})

const Order = v.object({
  id: MarketplaceId,
  last_updated: Instant,
  status: v.nullish(v.string()),
  tags: v.fallback(v.array(v.string()), []),
  pack_id: v.nullish(MarketplaceId),
  order_items: v.nullish(v.array(Line)),
  shipping: v.nullish(v.object({ id: v.nullish(MarketplaceId) })),
  seller: v.object({ id: MarketplaceId }),
  buyer: v.nullish(
    v.object({
      first_name: v.optional(v.unknown()),
      last_name: v.optional(v.unknown()),
      billing_info: v.nullish(v.object({ id: v.nullish(MarketplaceId) })),
    }),
  ),
})

export interface TranslatedOrder {
  readonly event: EnrichedEvent
  /** Whose order it is: to be compared with the connector's seller before anything is stored. */
  readonly sellerId: string
  /** Null: not made yet, or the buyer collects. */
  readonly shipmentId: string | null
  readonly packId: string | null
  readonly billingInfoId: string | null
}

/**
 * Null when the body is no order. The buyer's name is the recipient's only where `nomeDoComprador` says so: a shipment
 * that names a receiver knows better.
 */
export function translateOrder(
  body: unknown,
  { nomeDoComprador }: { readonly nomeDoComprador: boolean },
): TranslatedOrder | null {
  const read = v.safeParse(Order, body)
  if (!read.success) return null
  const { id, last_updated, status, tags, order_items, shipping, buyer } = read.output
  const nome = nomeDoComprador ? fullName(buyer?.first_name, buyer?.last_name) : null
  const itens = (order_items ?? []).map(({ item, quantity }) => ({
    sku: skuOf(item),
    quantidade: quantity,
  }))
  const statusPedido = tags.includes('fraud_risk_detected') ? 'fraud_risk_detected' : status
  return {
    event: enrichedEvent({
      externalId: id,
      tipo: 'ORDER_UPDATED',
      versao: last_updated,
      payload: {
        ...(nome === null ? {} : { destinatario: { nome } }),
        ...(itens.length === 0 ? {} : { itens }),
        ...(statusPedido == null ? {} : { statusPedido: externalKey(`order:${statusPedido}`) }),
      },
    }),
    sellerId: read.output.seller.id,
    shipmentId: shipping?.id ?? null,
    packId: read.output.pack_id ?? null,
    billingInfoId: buyer?.billing_info?.id ?? null,
  }
}

/** Without a SKU of the seller's, the listing and its variation stand for it: it can be mapped like any other. */
function skuOf(item: v.InferOutput<typeof Line>['item']): string {
  const own = [item.seller_sku, item.seller_custom_field].map((text) => externalKey(text ?? ''))
  const listing = [item.id, item.variation_id].filter((part) => part != null).join('/')
  return own.find((text) => text !== '') ?? listing
}

function fullName(...names: readonly unknown[]): string | null {
  const known = names.map(knownText).filter((name) => name !== null)
  return known.length === 0 ? null : known.join(' ')
}
