/** The events that match filters, as far as a bulk act may go, summed up for whoever is about to plan one. */
import { decodeCursor } from '../../reads/cursor.ts'
import type { EventFiltersRead } from '../../reads/event-filters.ts'
import { findEvents } from '../../reads/find-events.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { Operator } from '../panel-env.ts'

export const LOTE_MAX = 10_000

const PAGE = 2500
const PATIENCE_MS = 4000

type Row = Awaited<ReturnType<typeof findEvents>>['itens'][number]

export interface MatchingEvents {
  /** Newest first. */
  readonly itens: readonly Row[]
  /** Whether there are more than a bulk act may have, or may be: the search took too long. */
  readonly more: boolean
}

/** `ate`: the greatest id that is meant; null: whatever is there now. */
export async function matchingEvents(
  { query, clock }: Pick<PanelDeps, 'query' | 'clock'>,
  operator: Operator,
  filters: EventFiltersRead,
  ate: string | null,
): Promise<MatchingEvents> {
  const until = clock.monotonicMs() + PATIENCE_MS
  const itens: Row[] = []
  let cursor = ate === null ? undefined : String(BigInt(ate) + 1n)
  while (itens.length <= LOTE_MAX && clock.monotonicMs() < until) {
    const page = await findEvents(query, operator, { ...filters, cursor, limite: PAGE })
    itens.push(...page.itens)
    if (page.proximo === null) return { itens, more: itens.length > LOTE_MAX }
    cursor = decodeCursor(page.proximo) ?? undefined
  }
  return { itens: itens.slice(0, LOTE_MAX), more: true }
}
