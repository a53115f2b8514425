/** Asks the marketplace on a seller's behalf, within what the marketplace and its own state allow. */
import type { Answer } from './answer.ts'
import type { MarketplaceRequest } from './request.ts'
import type { Seller } from './seller.ts'

export type Outcome =
  | Extract<Answer, { kind: 'found' | 'empty' | 'not_found' | 'forbidden' | 'refused' }>
  /** Not asked, or asked in vain, and worth asking again from then on: the seller's limit, an open breaker. */
  | { readonly kind: 'later'; readonly until: Date; readonly motivo: string }
  /** It failed just now: 5xx, no answer in time, none that can be read. */
  | { readonly kind: 'unavailable'; readonly motivo: string }
  /** No request helps until the seller has let the application in again. */
  | { readonly kind: 'reauthorize' }

/** Never throws for what the marketplace does; pg's errors pass. */
export type Client = (
  seller: Seller,
  request: MarketplaceRequest,
  signal?: AbortSignal,
) => Promise<Outcome>
