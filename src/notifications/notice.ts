/** A pick-up notice that was leased to be delivered. */

/** How a notice travels. */
export type Meio = 'EMAIL' | 'SMS' | 'WHATSAPP'

export interface Notice {
  /** Also its idempotency key at the provider. */
  readonly id: string
  /** Of the lease: every settle names it. */
  readonly lockVersion: number
  readonly tenantId: string
  readonly eventoId: string | null
  readonly traceId: string | null
  readonly meio: Meio
  /** The recipient's telephone; null while the order has none. */
  readonly para: string | null
  readonly texto: string
}
