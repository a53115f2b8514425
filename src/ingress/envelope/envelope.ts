/**
 * Reads one event of the contract: checks it against its sender and reduces it to what may be kept, ready to be stored.
 * An unknown type is no mistake of the sender: the event is stored without its payload and ignored, so that people see it.
 */
import * as v from 'valibot'
import type { ValidEvent } from '../store/event-store.ts'
import type { RefusalReason } from '../proof/refusal-reason.ts'
import { field } from './field.ts'
import { minimise } from './minimise.ts'
import { type RefusedField, refusedFields } from './refused-fields.ts'

/** What the request says beside its body. */
export interface Sender {
  /** Whether the sender was authenticated for this tenant. */
  readonly mayUse: (tenantId: number) => boolean
  /** X-Event-Type, with which every event must agree. */
  readonly tipo?: string
  readonly origem: ValidEvent['origem']
  /** What proved who it is, such as `HMAC+IP`. */
  readonly conferencia: string
  /** A UUID, for events that bring none of their own. */
  readonly traceId: string
}

type Envelope =
  | { readonly ok: true; readonly event: ValidEvent }
  | { readonly ok: false; readonly reason: RefusalReason; readonly fields: readonly RefusedField[] }

const KNOWN = new Set(['ORDER_CREATED', 'ORDER_UPDATED', 'LABEL_AVAILABLE', 'STATUS_CHANGED'])

const Head = field.object({
  canal: v.pipe(field.text(32), v.literal('ML', 'deve ser ML')),
  tenantId: v.pipe(field.count(), v.minValue(1, 'deve ser maior que zero')),
  tipo: v.pipe(
    field.text(64),
    v.regex(/^[A-Z0-9_]+$/, 'deve ter só letras maiúsculas, dígitos e sublinhado'),
  ),
  externalId: field.text(128),
  versao: field.count(),
  traceId: field.optional(v.pipe(field.text(36), v.uuid('deve ser um UUID'), v.toLowerCase())),
  payload: v.optional(v.unknown()),
})

/** `json` is one parsed event. Never throws. The answer holds nothing of what was refused. */
export function readEnvelope(json: unknown, sender: Sender): Envelope {
  const head = v.safeParse(Head, json)
  if (!head.success) return refused('EVENTO_INVALIDO', refusedFields(head.issues))
  const { canal, tenantId, tipo, externalId, versao, payload, traceId } = head.output
  if (!sender.mayUse(tenantId)) {
    return refused('TENANT_DIVERGENTE', [
      { campo: 'tenantId', motivo: 'não é o tenant autenticado' },
    ])
  }
  if (sender.tipo !== undefined && sender.tipo !== tipo) {
    return refused('TIPO_DIVERGENTE', [
      { campo: 'tipo', motivo: 'difere do cabeçalho X-Event-Type' },
    ])
  }
  const event = {
    canal,
    tenantId,
    externalId,
    tipo,
    versao,
    traceId: traceId ?? sender.traceId,
    origem: sender.origem,
    conferencia: sender.conferencia,
  }
  if (!KNOWN.has(tipo)) return { ok: true, event: { ...event, payload: {}, ignorar: true } }

  const kept = minimise(payload ?? {})
  if (!kept.success) return refused('EVENTO_INVALIDO', refusedFields(kept.issues, 'payload'))
  if (tipo === 'ORDER_CREATED' && kept.output.itens === undefined) {
    return refused('EVENTO_INVALIDO', [
      { campo: 'payload.itens', motivo: 'é obrigatório em ORDER_CREATED' },
    ])
  }
  return { ok: true, event: { ...event, payload: kept.output, ignorar: false } }
}

function refused(reason: RefusalReason, fields: readonly RefusedField[]): Envelope {
  return { ok: false, reason, fields }
}
