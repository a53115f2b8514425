/** A pick-up notice that is leased to be delivered. */

/** How a notice travels. */
export type Medium = 'EMAIL' | 'SMS' | 'WHATSAPP'

export interface Notice {
  /** Also its idempotency key at the provider. */
  readonly id: string
  /** The lease's. Every settle names it. */
  readonly lockVersion: number
  readonly tenantId: string
  readonly eventId: string | null
  readonly traceId: string | null
  readonly medium: Medium
  /** Where it goes. Null if the order has no such address: the notice is SEM_DESTINO by then, and not leased. */
  readonly address: string | null
  /** What is missing if there is no address, for people. */
  readonly missing: string | null
  readonly text: string
}
