/**
 * The marketplace's dates: `2026-09-27T12:00:00.000-04:00`, packs' `-0400`, `Z`, some topics' nanoseconds; and
 * milliseconds since 1970, as a number or its digits. A date without an offset is none: it could mean any of three.
 */
const ISO = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d{1,9})?(?:(Z)|([+-]\d\d):?(\d\d)?)$/i
const MILLISECONDS = /^[12]\d{12}$/

/** Milliseconds since 1970; null for what is no date with an offset. */
export function instantOf(value: unknown): number | null {
  if (typeof value === 'number' || (typeof value === 'string' && MILLISECONDS.test(value))) {
    return MILLISECONDS.test(String(value)) ? Number(value) : null
  }
  if (typeof value !== 'string') return null
  const [, day, time, fraction = '', zulu, hours = '', minutes = '00'] =
    ISO.exec(value.trim()) ?? []
  if (day === undefined || time === undefined) return null
  const offset = zulu === undefined ? `${hours}:${minutes}` : 'Z'
  const ms = Date.parse(`${day}T${time}${fraction.slice(0, 4)}${offset}`)
  return Number.isNaN(ms) || ms < 0 ? null : ms
}
