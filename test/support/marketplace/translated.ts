/** What the translators make of a body; null where they can't use it. */
import {
  type TranslatedOrder,
  translateOrder,
} from '../../../src/mercado-livre/translate/translate-order.ts'
import {
  type TranslatedShipment,
  translateShipment,
} from '../../../src/mercado-livre/translate/translate-shipment.ts'

/** Takes the buyer's name for the recipient's, unless the test says otherwise. */
export function translatedOrder(body: unknown, buyerIsRecipient = true): TranslatedOrder | null {
  const translated = translateOrder(body, { buyerIsRecipient })
  return translated.kind === 'order' ? translated : null
}

/** Reads it as the answer about the shipment whose id it has, or about 43. */
export function translatedShipment(body: unknown): TranslatedShipment | null {
  const { id = 43 } = body as { readonly id?: number | string }
  const translated = translateShipment(body, String(id))
  return translated.kind === 'shipment' ? translated : null
}
