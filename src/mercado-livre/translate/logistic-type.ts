/** `logistic.type` of a shipment in either of its two shapes, such as `drop_off` or `fulfillment`. */
import type { Part } from './part.ts'

export function logisticTypeOf(shipment: Part): string | null {
  const type = shipment.part('logistic').text('type', 64) ?? shipment.text('logistic_type', 64)
  return type?.toLowerCase() ?? null
}
