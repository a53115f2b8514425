/** One of the ways to find what the webhook lost. */
import type { Client, Outcome } from './client.ts'
import type { Seller } from './seller.ts'
import type { StoreHints } from './store-hints.ts'
import type { SyncStore } from './sync-store.ts'

export type Tarefa = 'MISSED_FEEDS' | 'VARREDURA' | 'ABERTOS'

/** A seller, and which application_id its notifications have. */
export interface SyncSeller extends Seller {
  readonly applicationId: string
}

export interface SyncContext {
  readonly seller: SyncSeller
  /** All sellers that are synchronised. */
  readonly sellers: readonly SyncSeller[]
  /** How far it had come; null: it never ran. */
  readonly ate: Date | null
  /** The database's. */
  readonly now: Date
  readonly client: Client
  readonly store: StoreHints
  readonly read: SyncStore
  readonly signal: AbortSignal
}

export interface SyncDone {
  readonly kind: 'done'
  /** Everything that changed before then has been looked at; null: that says nothing. */
  readonly ate: Date | null
  /** What was looked at, and how much of it was new. */
  readonly vistos: number
  readonly novos: number
  /** Beyond what can be looked at. */
  readonly deFora?: number
}

export type SyncEnd = SyncDone | { readonly kind: 'failed'; readonly motivo: string }

export interface SyncTask {
  readonly tarefa: Tarefa
  /** Never throws for what the marketplace does; pg's errors pass. What was found until it failed is stored. */
  run(context: SyncContext): Promise<SyncEnd>
}

/** Why a request that found nothing ends the run, for people. */
export function failureOf(outcome: Exclude<Outcome, { kind: 'found' }>): SyncEnd {
  return { kind: 'failed', motivo: 'motivo' in outcome ? outcome.motivo : motives[outcome.kind] }
}

const motives = {
  empty: 'o Mercado Livre respondeu sem conteúdo',
  not_found: 'o Mercado Livre não conhece a consulta',
  forbidden: 'o Mercado Livre não permite a consulta: confira as permissões da aplicação',
  refused: 'o Mercado Livre recusou a consulta',
  reauthorize: 'o vendedor precisa autorizar a aplicação de novo',
} as const

/** An answer of another shape than the documented one. */
export const unreadable: SyncEnd = {
  kind: 'failed',
  motivo: 'a resposta do Mercado Livre não foi entendida',
}
