/** The contract's answers: 202 with ids and statuses, or a problem that says what to correct and never what was sent. */
import { problem, problemResponse } from '../core/http/problem.ts'
import type { StoredEvent } from './store/event-store.ts'
import { refusalSentence } from './envelope/refused-fields.ts'
import type { RefusedField } from './envelope/refused-fields.ts'
import type { RefusalReason } from './proof/refusal-reason.ts'

export interface Answer {
  readonly response: Response
  readonly resultado: 'ACEITO' | 'RECUSADO' | 'INDISPONIVEL'
  /** Of the events that were stored, in the order sent. */
  readonly eventoIds: readonly string[]
}

/** What became of one event of a request. */
export type EventVerdict =
  | { readonly kind: 'stored'; readonly stored: StoredEvent }
  | {
      readonly kind: 'refused'
      readonly reason: RefusalReason
      readonly fields: readonly RefusedField[]
    }
  /** Valid, but the database refused it: it must be sent again. */
  | { readonly kind: 'failed' }

const RETRY_AFTER_SECONDS = 5

/**
 * A single event is answered 202, 422 or 503. A list is answered 202 with an entry for each event in the order sent, 422
 * with the same entries when every event was refused, or 503 when nothing was stored for a reason of ours.
 */
export function answer(
  verdicts: readonly EventVerdict[],
  isList: boolean,
  traceId: string,
): Answer {
  const [only] = verdicts
  if (!isList && only?.kind === 'refused') {
    const detail = 'O evento não foi aceito: corrija os campos indicados em "erros".'
    return refusal(422, 'evento_invalido', { detail, erros: only.fields }, traceId)
  }
  if (verdicts.every(({ kind }) => kind === 'refused')) {
    const detail = 'Nenhum evento da lista foi aceito: veja o motivo de cada um em "eventos".'
    const eventos = verdicts.map(entryOf)
    return refusal(422, 'evento_invalido', { detail, eventos }, traceId)
  }
  const ids = verdicts.flatMap((each) => (each.kind === 'stored' ? [each.stored.eventoId] : []))
  if (ids.length === 0) return unavailable(traceId)
  const entries = verdicts.map(entryOf)
  return accepted(isList ? { eventos: entries } : entries[0], ids)
}

/** A problem+json answer; `parts` may carry members of its own, such as `erros`. */
export function refusal(
  status: number,
  codigo: string,
  parts: { readonly detail: string; readonly [extension: string]: unknown },
  traceId: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const instance = `urn:uuid:${traceId}`
  const response = problemResponse(problem(status, codigo, { ...parts, instance }), headers)
  return { response, resultado: 'RECUSADO', eventoIds: [] }
}

/** Nothing can be stored now: the sender keeps the event and sends it again. */
export function unavailable(traceId: string): Answer {
  const detail = 'O evento não foi recebido, pois nada pode ser gravado agora: envie-o de novo.'
  const headers = { 'retry-after': String(RETRY_AFTER_SECONDS) }
  return {
    ...refusal(503, 'indisponivel', { detail }, traceId, headers),
    resultado: 'INDISPONIVEL',
  }
}

function accepted(body: unknown, eventoIds: readonly string[]): Answer {
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' }
  const response = new Response(JSON.stringify(body), { status: 202, headers })
  return { response, resultado: 'ACEITO', eventoIds }
}

function entryOf(verdict: EventVerdict): object {
  switch (verdict.kind) {
    case 'stored':
      return entryOfStored(verdict.stored)
    case 'refused':
      return { status: 'RECUSADO', motivo: refusalSentence(verdict.fields) }
    case 'failed':
      return { status: 'RECUSADO', motivo: 'não pôde ser gravado; envie-o de novo' }
  }
}

function entryOfStored({ eventoId, traceId, status, motivo }: StoredEvent): object {
  return { eventoId, traceId, status, ...(motivo === null ? {} : { motivo }) }
}
