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
  /** Where it goes; null where the order has no such address: it is settled as SEM_DESTINO, and nobody's lease. */
  readonly para: string | null
  /** What is missing where it goes nowhere. */
  readonly falta: string | null
  readonly texto: string
}
