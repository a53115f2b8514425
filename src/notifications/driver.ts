/** How notices of one kind leave the hub. */
import type { Delivery } from './delivery.ts'
import type { Notice } from './notice.ts'

export type Driver =
  /** Its record is written by the settling transaction: there is nobody to call. */
  | { readonly kind: 'local' }
  | {
      readonly kind: 'http'
      /** Calls the provider once, for `timeoutMs` at most in all. Never throws. */
      send(notice: Notice, timeoutMs: number): Promise<Delivery>
    }
