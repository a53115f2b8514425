/** Text that says something: the marketplace hides names, telephones and addresses behind `XXXXXXX`. */

/** Trimmed; null where it is absent, blank or hidden. */
export function knownText(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null
  const text = String(value).trim()
  return text === '' || /^[X* .-]+$/i.test(text) ? null : text
}
