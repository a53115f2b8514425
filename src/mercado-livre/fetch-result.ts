/** What came of fetching all that a hint points at. */
import type { Outcome } from './client.ts'
import type { ReadEvent, ReadOrder } from './hint-store.ts'

export interface Fetched {
  readonly orders: readonly ReadOrder[]
  readonly events: readonly ReadEvent[]
  readonly missing: Missing | null
}

/** What is not there yet, and is asked for again. */
export interface Missing {
  /** For people. */
  readonly motivo: string
  /** When the marketplace says that it will be there; null: it does not say. */
  readonly until: Date | null
}

export type FetchResult =
  | { readonly kind: 'fetched'; readonly fetched: Fetched }
  | Exclude<Outcome, { kind: 'found' | 'empty' }>
  /** There is nothing yet. `motivo`: of what, for people. */
  | { readonly kind: 'empty'; readonly motivo?: string }
  /** It is another seller's: nothing of it may be stored. */
  | { readonly kind: 'foreign' }
  /** An answer that is not what was asked for. */
  | { readonly kind: 'unreadable' }

/**
 * Whether a part that is wanted beside the main thing ends the fetch: what passes is waited for; what does not pass, a
 * refusal by policy for one, is done without.
 */
export function passes(
  outcome: Outcome,
): outcome is Extract<Outcome, { kind: 'later' | 'unavailable' | 'reauthorize' }> {
  if (outcome.kind === 'later') return outcome.refused !== true
  return outcome.kind === 'unavailable' || outcome.kind === 'reauthorize'
}

/** The marketplace holds a label back until then; null: it does not. */
export function labelMissing(bufferedUntil: Date | null): Missing | null {
  if (bufferedUntil === null) return null
  return { motivo: 'o Mercado Livre ainda retém a etiqueta', until: bufferedUntil }
}
