/** What came of fetching all that a fetch request needs. */
import type { Outcome } from '../http/client.ts'
import type { ReadEvent, ReadOrder } from './fetch-requests.ts'
import { answeredWith } from '../http/error-answer.ts'
import type { Unreadable } from '../translate/json-part.ts'

export interface Fetched {
  readonly orders: readonly ReadOrder[]
  readonly events: readonly ReadEvent[]
  readonly missing: Missing | null
  /** What was odd and left out, by path. */
  readonly oddities: readonly string[]
}

/** What is not there yet, and is asked for again. */
export interface Missing {
  /** For people. */
  readonly motivo: string
  /** When the marketplace says that it will be there; null: it does not say it. */
  readonly until: Date | null
}

export type FetchResult =
  | { readonly kind: 'fetched'; readonly fetched: Fetched }
  | Exclude<Outcome, { kind: 'found' | 'empty' }>
  /** There is nothing yet. `motivo` says of what, for people. */
  | { readonly kind: 'empty'; readonly motivo?: string }
  /** It is another seller's. Nothing of it may be stored. */
  | { readonly kind: 'foreign' }
  /** An answer that is not what was asked for. */
  | Unreadable

/** Says to people why nothing of the answer can be used. It tells only the status, code and paths. */
export function whyNot(result: Exclude<FetchResult, { kind: 'fetched' }>): string {
  switch (result.kind) {
    case 'forbidden':
    case 'refused':
    case 'not_found':
      return `${motives[result.kind]}; ${answeredWith(result)}`
    case 'unreadable':
      return `a resposta do Mercado Livre não foi entendida; ${result.falta}`
    case 'later':
    case 'unavailable':
      return result.motivo
    case 'empty':
      return result.motivo ?? 'ainda não está lá'
    case 'foreign':
    case 'reauthorize':
      return motives[result.kind]
    default:
      return result satisfies never
  }
}

const motives = {
  forbidden: 'o Mercado Livre não permite esta consulta: confira as permissões da aplicação',
  refused: 'o Mercado Livre recusou a consulta',
  not_found: 'o Mercado Livre não conhece o recurso',
  foreign: 'o recurso é de outro vendedor',
  reauthorize: 'o vendedor precisa autorizar a aplicação de novo',
} as const

/** The label is missing because the marketplace holds it back until then; null: it does not. */
export function labelMissing(bufferedUntil: Date | null): Missing | null {
  if (bufferedUntil === null) return null
  return { motivo: 'o Mercado Livre ainda retém a etiqueta', until: bufferedUntil }
}
