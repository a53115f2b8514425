/** How notices of one medium leave the hub, and what may come of it. */
import type { Notice } from './notice.ts'

export type Driver =
  /**
   * The driver of a hub without a gateway: a readable record of what would have been sent, in hub.aviso_local. The
   * transaction that finishes the notice as REGISTRADA writes it: nobody is called, so nothing is uncertain.
   */
  | { readonly kind: 'local' }
  | {
      readonly kind: 'http'
      /** Calls the provider once, for `timeoutMs` at most in all. Never throws. */
      send(notice: Notice, timeoutMs: number): Promise<Delivery>
    }

/**
 * What came of one call to a provider. In doubt it is `uncertain`, never `refused`: the promise that a notice is never
 * sent twice by itself depends on it.
 */
export type Delivery =
  /** The provider has taken the notice. */
  | { readonly kind: 'sent'; readonly providerId: string | null }
  /**
   * The notice has certainly not been sent. `sqlstate` names a passing cause, which spends no attempt: 08001 (the
   * provider was not reached), 53400 (it asked to be called later). Null: the provider said no.
   */
  | {
      readonly kind: 'refused'
      readonly sqlstate: '08001' | '53400' | null
      readonly reason: string
    }
  /** The provider was called, and nobody knows what it did. */
  | { readonly kind: 'uncertain'; readonly reason: string }
