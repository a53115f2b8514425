/**
 * Weight and size of a shipment: `dimensions` of the new shape (cm and g), or the text `9.0x25.0x36.0,1032.0` that the
 * old one has for each item. The old shape measures items, not parcels: it counts only where one unit is all there is.
 */
import * as v from 'valibot'
import type { EnrichedPayload } from './enriched-event.ts'

const Amount = v.pipe(v.number(), v.gtValue(0))
const New = v.object({
  dimensions: v.object({ height: Amount, width: Amount, length: Amount, weight: Amount }),
})
const Old = v.object({
  shipping_items: v.tuple([v.object({ quantity: v.literal(1), dimensions: v.string() })]),
})
const OLD_TEXT = /^(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?),(\d+(?:\.\d+)?)$/

type Parcel = NonNullable<EnrichedPayload['volume']>

/** Null where the shipment does not say it, or says it in another way. */
export function parcelOf(shipment: unknown): Parcel | null {
  const isNew = v.safeParse(New, shipment)
  if (isNew.success) {
    const { height, width, length, weight } = isNew.output.dimensions
    return parcel([height, width, length, weight])
  }
  const isOld = v.safeParse(Old, shipment)
  const text = isOld.success ? OLD_TEXT.exec(isOld.output.shipping_items[0].dimensions) : null
  return text === null ? null : parcel(text.slice(1).map(Number))
}

function parcel([altura = 0, largura = 0, comprimento = 0, grams = 0]: readonly number[]): Parcel {
  return { peso: grams / 1000, dimensoes: { altura, largura, comprimento } }
}
