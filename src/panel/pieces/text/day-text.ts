/** Days as date fields hold them. */

const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Sao_Paulo' })

/** `2026-11-26`: the day in São Paulo, as a date field holds it. */
export function dayText(at: Date): string {
  return day.format(at)
}
