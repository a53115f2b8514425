/** The one form of an address that filters events: parameters in one order, no empty ones, each status once. */
import { EventFilters } from '../../reads/event-filters.ts'

/** What a query string holds, a repeated name as a list. */
export type GivenFilters = Readonly<Record<string, string | readonly string[]>>

const ORDER = Object.keys(EventFilters.entries)

/** `/eventos?…`, or `base?…`. `changes` go over what is given; null takes one away. */
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

/** The values of one name, however often it was given. */
export function listOf(value: string | readonly string[] | null | undefined): readonly string[] {
  if (value === null || value === undefined) return []
  return typeof value === 'string' ? [value] : value
}

/** Of a parameter: a positive number that a bigint holds; another one is no route of ours, which is a 404. */
export const NUMBER = '{[1-9][0-9]{0,17}}'

export const EVENT_PATH = `/eventos/:id${NUMBER}` as const
