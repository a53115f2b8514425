/** A seller whose orders a hub handles: a connector, and under which application its data is asked for. */
export interface Seller {
  readonly conectorId: string
  readonly tenantId: string
  /** The application's. */
  readonly clientId: string
  /** The seller's own id at the marketplace. */
  readonly userId: string
}
