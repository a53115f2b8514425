/** The events that match filters, up to the most that a bulk act may have. */
import { decodeCursor } from '../../reads/cursor.ts'
import type { EventFiltersRead } from '../../reads/event-filters.ts'
import { findEvents } from '../../reads/find-events.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { Operator } from '../panel-env.ts'

export const BULK_ACT_MAX = 10_000

const PAGE = 2500
const PATIENCE_MS = 4000

type Row = Awaited<ReturnType<typeof findEvents>>['itens'][number]

export interface MatchingEvents {
  /** Newest first. */
  readonly itens: readonly Row[]
  /** True if there are more than a bulk act may have, or if the search took too long to tell. */
  readonly more: boolean
}

/** `ate` is the greatest id that is meant; null means all that is there now. */
export async function matchingEvents(
  { query, clock }: Pick<PanelDeps, 'query' | 'clock'>,
  operator: Operator,
  filters: EventFiltersRead,
  ate: string | null,
): Promise<MatchingEvents> {
  const until = clock.monotonicMs() + PATIENCE_MS
  const itens: Row[] = []
  let cursor = ate === null ? undefined : String(BigInt(ate) + 1n)
  while (itens.length <= BULK_ACT_MAX && clock.monotonicMs() < until) {
    const page = await findEvents(query, operator, { ...filters, cursor, limite: PAGE })
    itens.push(...page.itens)
    if (page.proximo === null) return { itens, more: itens.length > BULK_ACT_MAX }
    cursor = decodeCursor(page.proximo) ?? undefined
  }
  return { itens: itens.slice(0, BULK_ACT_MAX), more: true }
}
