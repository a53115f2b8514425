/** What the translators make of a body; null where they can't use it. */
import {
  type TranslatedOrder,
  translateOrder,
} from '../../../src/mercado-livre/translate/translate-order.ts'
import {
  type TranslatedShipment,
  translateShipment,
} from '../../../src/mercado-livre/translate/translate-shipment.ts'

/** With the buyer's name for the recipient's, unless told otherwise. */
export function translatedOrder(body: unknown, buyerIsRecipient = true): TranslatedOrder | null {
  const translated = translateOrder(body, { buyerIsRecipient })
  return translated.kind === 'order' ? translated : null
}

/** As the answer to a question for the shipment that it says it is, or for 43. */
export function translatedShipment(body: unknown): TranslatedShipment | null {
  const { id = 43 } = body as { readonly id?: number | string }
  const translated = translateShipment(body, String(id))
  return translated.kind === 'shipment' ? translated : null
}
