/** What became of one event of a request. */
import type { Causa } from './refusal-reason.ts'
import type { Gravado } from '../store/event-store.ts'
import type { RefusedField } from '../envelope/refused-fields.ts'

export type Verdict =
  | { readonly kind: 'stored'; readonly gravado: Gravado }
  | { readonly kind: 'refused'; readonly causa: Causa; readonly campos: readonly RefusedField[] }
  /** Valid, and yet the database would not have it: to be sent again. */
  | { readonly kind: 'failed' }
