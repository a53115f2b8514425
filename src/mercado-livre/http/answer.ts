/**
 * What came of one request to the marketplace. The HTTP status decides first: error bodies come in six shapes, as HTML, as
 * text and empty, and none of them is needed to know what to do next.
 */
import { parseExactJson } from '../../core/json/exact-json.ts'
import { answeredWith, type ErrorAnswer, errorCodeOf, isPassing } from './error-answer.ts'

export type Answer =
  /** `partial`: a 206, in which some parts are missing. What is there counts; what is missing blanks nothing. */
  | { readonly kind: 'found'; readonly body: unknown; readonly partial: boolean }
  /** 204: it is not there yet. */
  | { readonly kind: 'empty' }
  | ({ readonly kind: 'not_found' } & ErrorAnswer)
  /** The access token is of no use: it is refreshed once, and the request repeated. */
  | ({ readonly kind: 'unauthorized' } & ErrorAnswer)
  /** A person must act: a scope, a policy, a blocked application, another seller's resource. */
  | ({ readonly kind: 'forbidden' } & ErrorAnswer)
  /** Asked too often. `retryAfterMs` is null where the marketplace does not say. */
  | { readonly kind: 'limited'; readonly retryAfterMs: number | null; readonly motivo: string }
  /** The request itself was refused, and would be again. */
  | ({ readonly kind: 'refused' } & ErrorAnswer)
  /**
   * 5xx, one of the 4xx that pass by themselves, no answer in time, none that can be read. `motivo` is for people and
   * repeats nothing of the body. `givenUp`: we gave up, which says nothing of the marketplace.
   */
  | { readonly kind: 'unavailable'; readonly motivo: string; readonly givenUp?: true }

interface Received {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** The longest pause, whatever Retry-After says. */
const RETRY_AFTER_MAX_MS = 3_600_000

/** `now` is what a Retry-After that is a date is compared with. */
export function judgeAnswer({ status, headers, text }: Received, now: Date): Answer {
  if (status === 204) return { kind: 'empty' }
  if (status === 200 || status === 206) {
    const body = parsed(text)
    if (body !== undefined) return { kind: 'found', body, partial: status === 206 }
    return { kind: 'unavailable', motivo: `respondeu ${status} com um corpo que não é JSON` }
  }
  const refusal = { status, erro: errorCodeOf(parsed(text)) }
  const motivo = answeredWith(refusal)
  if (status === 401) return { kind: 'unauthorized', ...refusal }
  if (status === 400 && /malformed access_token/i.test(text)) {
    return { kind: 'unauthorized', ...refusal }
  }
  if (status === 403) return { kind: 'forbidden', ...refusal }
  if (status === 404) return { kind: 'not_found', ...refusal }
  if (status === 429) {
    return { kind: 'limited', retryAfterMs: waitOf(headers.get('retry-after'), now), motivo }
  }
  return isPassing(status) ? { kind: 'unavailable', motivo } : { kind: 'refused', ...refusal }
}

function parsed(text: string): unknown {
  try {
    return parseExactJson(text)
  } catch {
    return undefined
  }
}

/** Reads seconds or a date. Null where the header is missing, over or 0: it then does not say how long. */
function waitOf(header: string | null, now: Date): number | null {
  if (header === null) return null
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now.getTime()
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, RETRY_AFTER_MAX_MS) : null
}
