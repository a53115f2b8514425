/**
 * Takes one body, a single event or `{"eventos": [...]}`, to its answer: parses, checks, minimises and stores it. The
 * webhook and the internal API both use it, so that an event means the same on either way. Each event of a list is
 * judged alone: a refused one does not affect the others.
 */
import { HubError } from '../core/errors.ts'
import { answer, type Answer, type EventVerdict, refusal, unavailable } from './answer.ts'
import type { RefusalReason } from './proof/refusal-reason.ts'
import { readEnvelope, type Sender } from './envelope/envelope.ts'
import type { ValidEvent, StoreEvents } from './store/event-store.ts'
import { parseJson } from './envelope/parse-json.ts'

interface Reception extends Answer {
  /** One for each refused event, or one for a body that is no event at all. */
  readonly reasons: readonly RefusalReason[]
}

/** `body` is the raw body. It answers every input and every failure of the database; it throws on a mistake of ours only. */
export type Receive = (body: Uint8Array, sender: Sender) => Promise<Reception>

const EVENTS_MAX = 500

const NOT_PARSED = {
  not_json: { codigo: 'json_invalido', detail: 'O corpo não é JSON válido em UTF-8.' },
  too_much: {
    codigo: 'json_excessivo',
    detail: 'O JSON tem níveis ou valores demais: divida a lista de eventos.',
  },
} as const

/** `store` is usually an appender's `append`. */
export function createReception({ store }: { readonly store: StoreEvents }): Receive {
  return async (body, sender) => {
    const { traceId } = sender
    const parsed = parseJson(body)
    if (!parsed.ok) {
      const { codigo, detail } = NOT_PARSED[parsed.problem]
      return { ...refusal(400, codigo, { detail }, traceId), reasons: ['JSON_INVALIDO'] }
    }
    const list = listIn(parsed.json)
    if (list === 'invalid') {
      const detail = `"eventos" deve ser uma lista de 1 a ${EVENTS_MAX} eventos.`
      return {
        ...refusal(422, 'lista_invalida', { detail }, traceId),
        reasons: ['EVENTO_INVALIDO'],
      }
    }
    try {
      const verdicts = await judge(list ?? [parsed.json], sender)
      const reasons = verdicts.flatMap((each) => (each.kind === 'refused' ? [each.reason] : []))
      return { ...answer(verdicts, list !== null, traceId), reasons }
    } catch (error) {
      if (!(error instanceof HubError && error.code === 'unavailable')) throw error
      return { ...unavailable(traceId), reasons: [] }
    }
  }

  async function judge(
    events: readonly unknown[],
    sender: Sender,
  ): Promise<readonly EventVerdict[]> {
    const envelopes = events.map((json) => readEnvelope(json, sender))
    const valid: ValidEvent[] = envelopes.flatMap((each) => (each.ok ? [each.event] : []))
    const stored = valid.length === 0 ? [] : await store(valid)
    const settled = stored.values()
    return envelopes.map((each): EventVerdict => {
      if (!each.ok) return { kind: 'refused', reason: each.reason, fields: each.fields }
      const stored = settled.next().value ?? null
      return stored === null ? { kind: 'failed' } : { kind: 'stored', stored }
    })
  }
}

/** The events of a list, null where the body is one event. */
function listIn(json: unknown): readonly unknown[] | null | 'invalid' {
  if (typeof json !== 'object' || json === null || !Object.hasOwn(json, 'eventos')) return null
  const { eventos } = json as { eventos: unknown }
  const good = Array.isArray(eventos) && eventos.length > 0 && eventos.length <= EVENTS_MAX
  return good ? (eventos as readonly unknown[]) : 'invalid'
}
