/** `GET /orders/billing-info/{site}/{id}` and the older `/orders/{id}/billing_info`, with and without `x-version: 2`. */
import * as v from 'valibot'
import { knownText } from './known-text.ts'

const Nested = v.object({
  buyer: v.object({
    billing_info: v.object({
      identification: v.nullish(v.object({ number: v.optional(v.unknown()) })),
    }),
  }),
})
const Flat = v.object({ billing_info: v.object({ doc_number: v.optional(v.unknown()) }) })

/** The buyer's document; null while the marketplace has none, or in a body of another shape. */
export function billingDocument(body: unknown): string | null {
  const nested = v.safeParse(Nested, body)
  if (nested.success) {
    return knownText(nested.output.buyer.billing_info.identification?.number)
  }
  const flat = v.safeParse(Flat, body)
  return flat.success ? knownText(flat.output.billing_info.doc_number) : null
}
