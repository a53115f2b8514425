/**
 * What a shipment says of its parcel. Weight and size are `dimensions` in the new shape (cm and g), and a text such as
 * `9.0x25.0x36.0,1032.0` for each item in the old one. The old shape measures items, not parcels, so it counts only for a
 * single unit.
 */
import type { EnrichedPayload } from './enriched-event.ts'
import type { Part } from './json-part.ts'

const OLD_TEXT = /^(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?),(\d+(?:\.\d+)?)$/
const FIELDS = ['height', 'width', 'length', 'weight']

type Parcel = NonNullable<EnrichedPayload['volume']>

/** Null where the shipment does not say it in either way. */
export function parcelOf(shipment: Part): Parcel | null {
  const dimensions = shipment.part('dimensions')
  return parcel(FIELDS.map((field) => dimensions.amount(field))) ?? itemOf(shipment)
}

function itemOf(shipment: Part): Parcel | null {
  const [item, ...others] = shipment.parts('shipping_items') ?? []
  if (item?.amount('quantity') !== 1 || others.length > 0) return null
  const text = OLD_TEXT.exec(item.text('dimensions') ?? '')
  return text === null ? null : parcel(text.slice(1).map(Number))
}

function parcel([altura, largura, comprimento, grams]: readonly (number | null)[]): Parcel | null {
  if (!altura || !largura || !comprimento || !grams) return null
  return { peso: grams / 1000, dimensoes: { altura, largura, comprimento } }
}

/** `logistic.type` of a shipment in either of its two shapes, such as `drop_off` or `fulfillment`. */
export function logisticTypeOf(shipment: Part): string | null {
  const type = shipment.part('logistic').text('type', 64) ?? shipment.text('logistic_type', 64)
  return type?.toLowerCase() ?? null
}
