/**
 * Which text PostgreSQL can hold: no NUL, and no half of a character that is written in two. What a person or a program of
 * ours sends is refused where it has one; what the marketplace sends is kept with a sign in its place, as an order is
 * worth more than a character of it.
 */

/** What stands where something could not be kept: U+FFFD. */
export const REPLACEMENT = '\uFFFD'

export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0')
}

export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', REPLACEMENT)
}

/** The same of every text and name in what JSON.parse gives. */
export function storableDeep(json: unknown): unknown {
  if (typeof json === 'string') return storable(json)
  if (Array.isArray(json)) return json.map(storableDeep)
  if (typeof json !== 'object' || json === null) return json
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [storable(name), storableDeep(value)]),
  )
}
