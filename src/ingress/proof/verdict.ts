/** What became of one event of a request. */
import type { RefusalReason } from './refusal-reason.ts'
import type { StoredEvent } from '../store/event-store.ts'
import type { RefusedField } from '../envelope/refused-fields.ts'

export type Verdict =
  | { readonly kind: 'stored'; readonly gravado: StoredEvent }
  | {
      readonly kind: 'refused'
      readonly causa: RefusalReason
      readonly campos: readonly RefusedField[]
    }
  /** Valid, and yet the database would not have it: to be sent again. */
  | { readonly kind: 'failed' }
