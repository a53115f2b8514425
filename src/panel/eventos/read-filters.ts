/** The filters of an address, or what is wrong with them: never a guess, and never all rows in place of a few. */
import * as v from 'valibot'
import { EventFilters, type EventFiltersRead } from '../../api/event-filters.ts'
import type { GivenFilters } from './event-address.ts'

/** `aceita` says what the field accepts; `campo` null: a name that is no filter. */
export interface FilterProblem {
  readonly campo: string | null
  readonly aceita: string
}

export type FiltersRead =
  | { readonly ok: true; readonly filters: EventFiltersRead }
  | { readonly ok: false; readonly problems: readonly FilterProblem[] }

export function readFilters(given: GivenFilters): FiltersRead {
  const read = v.safeParse(EventFilters, given)
  if (read.success) return { ok: true, filters: read.output }
  const names = new Set(read.issues.map((issue) => v.getDotPath(issue)?.split('.')[0] ?? ''))
  return { ok: false, problems: Array.from(names, problemOf) }
}

const ENTRIES: Readonly<Record<string, v.GenericSchema>> = EventFilters.entries

function problemOf(name: string): FilterProblem {
  const entry = Object.hasOwn(ENTRIES, name) ? ENTRIES[name] : undefined
  if (entry === undefined) return { campo: null, aceita: Object.keys(ENTRIES).join(', ') }
  return { campo: name, aceita: v.getDescription(entry) ?? 'outro valor' }
}
