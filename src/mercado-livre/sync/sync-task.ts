/** A task of the synchronisation: one way to find what the webhook lost. */
import type { Client, Outcome } from '../http/client.ts'
import { whyNot } from '../fetch/fetch-result.ts'
import type { StoreFetchRequests } from './store-fetch-requests.ts'
import type { SyncSeller, SyncStore } from './sync-store.ts'
import { unreadable } from '../translate/json-part.ts'

export type SyncTaskName = 'MISSED_FEEDS' | 'VARREDURA' | 'ABERTOS'

export interface SyncContext {
  readonly seller: SyncSeller
  /** All sellers that are synchronised. */
  readonly sellers: readonly SyncSeller[]
  /** Until when the last run had looked; null: it never ran. */
  readonly reached: Date | null
  /** The database's clock. */
  readonly now: Date
  readonly client: Client
  readonly store: StoreFetchRequests
  readonly read: SyncStore
  readonly signal: AbortSignal
}

export interface SyncDone {
  readonly kind: 'done'
  /** Everything that changed before then has been looked at; null: nothing is known of that. */
  readonly ate: Date | null
  /** What was looked at, and how much of it was new. */
  readonly vistos: number
  readonly novos: number
  /** What could not be looked at: beyond what the marketplace shows, or unreadable. */
  readonly deFora?: number
  /** Why, for some of it: paths and what was expected there, never values. */
  readonly lacunas?: readonly string[]
}

export type SyncFailed = { readonly kind: 'failed'; readonly motivo: string }
export type SyncEnd = SyncDone | SyncFailed

export interface SyncTask {
  readonly name: SyncTaskName
  /** Never throws for what the marketplace does; pg's errors pass. What was found before a failure is stored. */
  run(context: SyncContext): Promise<SyncEnd>
}

/** Why a request that found nothing ends the run, for people. */
export function failureOf(outcome: Exclude<Outcome, { kind: 'found' }>): SyncFailed {
  return { kind: 'failed', motivo: whyNot(outcome) }
}

/** An answer of another shape than the documented one. */
export function unreadableList(falta: string): SyncFailed {
  return { kind: 'failed', motivo: whyNot(unreadable(falta)) }
}

/** How many gaps are named; the rest is counted. */
const GAPS_NAMED = 5

/** A run that ended. `gaps`: the paths that could not be read. `beyond`: how much is not shown, and `notes` say why. */
export function done(
  {
    ate,
    vistos,
    novos,
    beyond = 0,
    notes = [],
  }: Pick<SyncDone, 'ate' | 'vistos' | 'novos'> & {
    readonly beyond?: number
    readonly notes?: readonly string[]
  },
  gaps: readonly string[],
): SyncDone {
  const deFora = beyond + gaps.length
  const lacunas = [...new Set([...notes, ...gaps])].slice(0, GAPS_NAMED)
  return { kind: 'done', ate, vistos, novos, deFora, ...(deFora === 0 ? {} : { lacunas }) }
}
