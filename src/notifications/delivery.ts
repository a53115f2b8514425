/**
 * What came of one call to a provider. The difference between `refused` and `uncertain` is the promise that a notice
 * is never sent twice by itself: in doubt it is `uncertain`.
 */
export type Delivery =
  /** The provider has taken it. */
  | { readonly kind: 'sent'; readonly providerId: string | null }
  /**
   * It has certainly not been sent. `sqlstate` names a passing cause, which spends no attempt: 08001 (the provider
   * was not reached), 53400 (it asked to be left alone); null: it said no.
   */
  | {
      readonly kind: 'refused'
      readonly sqlstate: '08001' | '53400' | null
      readonly motivo: string
    }
  /** It was asked, and what it did nobody knows. */
  | { readonly kind: 'uncertain'; readonly motivo: string }
