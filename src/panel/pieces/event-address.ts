/** The addresses of the event screens. A filtered list has one canonical address: parameters in one order, no empty ones, each value once. */
import { EventFilters } from '../../reads/event-filters.ts'

/** The parameters of a query string; a repeated name is a list. */
export type GivenFilters = Readonly<Record<string, string | readonly string[]>>

const ORDER = Object.keys(EventFilters.entries)

/** `/eventos?…`, or `base?…`. `changes` replace given parameters; null removes one. */
export function eventAddress(
  given: GivenFilters,
  changes: Readonly<Record<string, string | readonly string[] | null>> = {},
  base = '/eventos',
): string {
  const all: Readonly<Record<string, string | readonly string[] | null>> = { ...given, ...changes }
  const params = new URLSearchParams()
  for (const name of ORDER) {
    for (const value of new Set(listOf(all[name]))) if (value !== '') params.append(name, value)
  }
  return params.size === 0 ? base : `${base}?${params.toString()}`
}

/** The values of one parameter, which may be absent, single or repeated. */
export function listOf(value: string | readonly string[] | null | undefined): readonly string[] {
  if (value === null || value === undefined) return []
  return typeof value === 'string' ? [value] : value
}

/** Restricts a path parameter to positive numbers that a bigint holds. Another value matches no route and is a 404. */
export const NUMBER = '{[1-9][0-9]{0,17}}'

export const EVENT_PATH = `/eventos/:id${NUMBER}` as const
