/** What came of fetching all that a hint points at. */
import type { Outcome } from './client.ts'
import type { Fetched } from './hint-store.ts'

export type FetchResult =
  | { readonly kind: 'fetched'; readonly fetched: Fetched }
  | Exclude<Outcome, { kind: 'found' }>
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
