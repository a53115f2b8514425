/** `GET /orders/billing-info/{site}/{id}` and the older `/orders/{id}/billing_info`, with and without `x-version: 2`. */
import { knownText } from './known-text.ts'
import { partOf } from './part.ts'

/** The buyer's document; null while the marketplace has none, or in a body of another shape. */
export function billingDocument(body: unknown): string | null {
  const answer = partOf(body)
  const identification = answer.part('buyer').part('billing_info').part('identification')
  const flat = answer.part('billing_info')
  return knownText(identification.text('number', 32)) ?? knownText(flat.text('doc_number', 32))
}
