/** The marketplace's dates: `2026-09-27T12:00:00.000-04:00`, packs' `-0400`, `Z`, and some topics' nanoseconds. */
const ISO = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,9})?(?:(Z)|([+-]\d\d):?(\d\d))$/

/** Milliseconds since 1970; null for what is no date with an offset. */
export function instantOf(value: unknown): number | null {
  if (typeof value !== 'string') return null
  const [, second, fraction = '', zulu, hours = '', minutes = ''] = ISO.exec(value) ?? []
  if (second === undefined) return null
  const ms = Date.parse(`${second}${fraction.slice(0, 4)}${zulu ?? `${hours}:${minutes}`}`)
  return Number.isNaN(ms) || ms < 0 ? null : ms
}
