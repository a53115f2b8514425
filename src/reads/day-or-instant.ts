/**
 * The two ways in which a filter names a time: a day in São Paulo, or an ISO 8601 instant with its offset. A day lasts
 * from its first instant there to the first instant of the next day; PostgreSQL converts it to UTC.
 */

/** True for a day that the calendar has, as in 2026-08-23. */
export function isDay(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? []
  if (year === undefined || month === undefined || day === undefined) return false
  const y = Number(year)
  const leap = (y % 4 === 0 && y % 100 !== 0) || y % 400 === 0
  const lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  return y > 0 && Number(day) >= 1 && Number(day) <= (lengths[Number(month) - 1] ?? 0)
}

/** True for an instant such as 2026-08-23T10:00:00-03:00 or …Z; a `+` that a URL turned into a space is read too. */
export function isInstant(text: string): boolean {
  const [, day, hour, minute, second = '0', offsetHour = '0', offsetMinute = '0'] =
    /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,6})?)?(?:Z|[+\- ](\d{2}):(\d{2}))$/.exec(
      text,
    ) ?? []
  return (
    day !== undefined &&
    isDay(day) &&
    Number(hour) < 24 &&
    Number(minute) < 60 &&
    Number(second) < 60 &&
    Number(offsetHour) < 15 &&
    Number(offsetMinute) < 60
  )
}

/** The instant as PostgreSQL reads it. */
export function instantText(text: string): string {
  return text.replace(' ', '+')
}
