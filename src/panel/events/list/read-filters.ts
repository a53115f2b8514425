/** Filters of events from wherever they are kept, by the same rules as an address's: never a guess, and never all rows. */
import * as v from 'valibot'
import { EventFilters, type EventFiltersRead } from '../../../reads/event-filters.ts'
import { type QueryRead, queryProblems } from '../../requests/read-query.ts'
import type { GivenFilters } from '../event-address.ts'

export function readFilters(given: GivenFilters): QueryRead<EventFiltersRead> {
  const read = v.safeParse(EventFilters, given)
  if (read.success) return { ok: true, value: read.output }
  return { ok: false, problems: queryProblems(EventFilters, read.issues) }
}
