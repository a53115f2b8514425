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
