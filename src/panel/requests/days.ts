/** Days in São Paulo as instants: from the first one of the first day, to before the first one after the last. */
import { sql } from '../../db/connect/query.ts'

export function dayStart(day: string | undefined) {
  return day === undefined
    ? sql.fragment`null::timestamptz`
    : sql.fragment`((${day}::date)::timestamp at time zone 'America/Sao_Paulo')`
}

export function dayEnd(day: string | undefined) {
  return day === undefined
    ? sql.fragment`null::timestamptz`
    : sql.fragment`((${day}::date + 1)::timestamp at time zone 'America/Sao_Paulo')`
}

const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Sao_Paulo' })

/** `2026-11-26`: the day in São Paulo, as a date field holds it. */
export function dayText(at: Date): string {
  return day.format(at)
}
