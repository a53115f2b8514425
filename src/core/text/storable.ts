/**
 * Decides which text PostgreSQL can hold: text without NUL and without half of a surrogate pair. Text that a person or
 * one of our programs sends is refused when it contains either. In text from the marketplace U+FFFD replaces it,
 * because an order is worth more than one of its characters.
 */

/** Stands for a character that could not be kept: U+FFFD. */
export const REPLACEMENT = '\uFFFD'

export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0')
}

export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', REPLACEMENT)
}

/** Makes every text and name in a result of JSON.parse storable. */
export function storableDeep(json: unknown): unknown {
  if (typeof json === 'string') return storable(json)
  if (Array.isArray(json)) return json.map(storableDeep)
  if (typeof json !== 'object' || json === null) return json
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [storable(name), storableDeep(value)]),
  )
}
