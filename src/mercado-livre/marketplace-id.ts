/** An id of the marketplace's: digits, however they came. Some answers have numbers, some have text, some have both. */
import * as v from 'valibot'

export const MarketplaceId = v.pipe(
  v.union([v.pipe(v.number(), v.safeInteger()), v.string()], 'deve ser um número'),
  v.transform(String),
  v.regex(/^[1-9]\d{0,19}$/, 'deve ser um número'),
)
