/**
 * One signed webhook: who sent it, whether that is proved, and what it brings. What can be refused without the body is
 * refused before a byte of it is read. What is not proved is refused before anything is parsed.
 */
import type { BodyIntake } from '../core/http/body-intake.ts'
import type { Clock } from '../core/clock.ts'
import { HubError } from '../core/errors.ts'
import { type Answer, refusal, unavailable } from './answer.ts'
import type { RefusalReason } from './proof/refusal-reason.ts'
import type { ConnectorKeys, Keys } from './proof/connector-keys.ts'
import { type Brought, createProofCheck } from './proof/proof-check.ts'
import type { Receive } from './reception.ts'
import { createReplays } from './proof/replays.ts'
import type { Sources } from './store/sources.ts'

interface WebhookRequest {
  /** A header's value by its lower-case name. */
  readonly header: (name: string) => string | undefined
  readonly body: BodyIntake
  /** Its source; null where that can't be told. */
  readonly address: () => string | null
  /** A UUID for this request. */
  readonly traceId: string
}

export interface Outcome extends Answer {
  /** The tenant that the request named; null where none was readable. */
  readonly tenantId: number | null
  readonly reasons: readonly RefusalReason[]
}

interface WebhookOptions {
  readonly receive: Receive
  readonly keys: ConnectorKeys
  readonly sources: Pick<Sources, 'count'>
  readonly clock: Clock
  readonly bodyMaxBytes: number
}

type Refuse = (
  reason: RefusalReason | null,
  status: number,
  codigo: string,
  detail: string,
) => Outcome

const nothing = new Uint8Array()

export function createWebhook(
  options: WebhookOptions,
): (request: WebhookRequest) => Promise<Outcome> {
  const { receive, keys, bodyMaxBytes } = options
  const check = createProofCheck(options)
  const replays = createReplays(options)

  return async ({ header, body, address, traceId }) => {
    const tenantId = tenantIn(header('x-tenant'))
    const refuse: Refuse = (reason, status, codigo, detail) => ({
      ...refusal(status, codigo, { detail }, traceId),
      tenantId,
      reasons: reason === null ? [] : [reason],
    })
    const tooLarge = () => {
      const detail = `O corpo passa de ${bodyMaxBytes} bytes: divida a lista de eventos.`
      return refuse('CORPO_GRANDE', 413, 'corpo_grande', detail)
    }

    if (Number(header('content-length') ?? 0) > bodyMaxBytes) return tooLarge()
    if (!isPlainJson(header('content-type'), header('content-encoding'))) {
      const detail = 'Envie Content-Type application/json em UTF-8, sem Content-Encoding.'
      return refuse('TIPO_DE_CONTEUDO', 415, 'tipo_de_conteudo', detail)
    }
    if (tenantId === null) {
      const detail = 'Informe em X-Tenant o número do tenant, só com dígitos.'
      return refuse('TENANT_DESCONHECIDO', 400, 'tenant_invalido', detail)
    }
    const found = await keysOf(tenantId)
    if (found === 'INDISPONIVEL') return { ...unavailable(traceId), tenantId, reasons: [] }
    const bare: Brought = {
      signature: header('x-ml-signature') ?? '',
      secret: header('x-webhook-secret') ?? '',
      body: nothing,
      address,
    }
    const isSigned = bare.signature !== ''
    // Only a signature needs the body to be checked.
    const early = isSigned ? null : check(found, bare)
    if (early?.ok === false) return notProved(early)
    const read = await body.read(bodyMaxBytes)
    if (read.kind === 'too_large') return tooLarge()
    if (read.kind === 'no_room') return { ...unavailable(traceId), tenantId, reasons: [] }
    if (read.kind === 'incomplete') {
      return refuse(null, 408, 'corpo_incompleto', 'O corpo não chegou inteiro: envie de novo.')
    }
    const checked = early ?? check(found, { ...bare, body: read.bytes })
    if (!checked.ok) return notProved(checked)
    const { signature } = bare
    const once =
      found === null ? null : { conectorId: found.conectorId, address: address(), signature }
    if (once !== null && replays.isTooMany(once)) {
      const detail = 'Esta requisição já foi aceita e se repete demais: espere um minuto.'
      const headers = { 'retry-after': '60' }
      const put = refusal(429, 'repeticao', { detail }, traceId, headers)
      return { ...put, tenantId, reasons: ['REPETICAO'] }
    }
    const tipo = header('x-event-type')
    const received = await receive(read.bytes, {
      mayUse: (claimed) => claimed === tenantId,
      ...(tipo === undefined || tipo === '' ? {} : { tipo }),
      origem: 'WEBHOOK',
      conferencia: checked.conferencia,
      traceId,
    })
    if (once !== null && received.resultado === 'ACEITO') replays.accepted(once)
    return { ...received, tenantId }

    /**
     * One answer for every reason, so that a stranger does not learn which tenants exist. A sender who has proved all but
     * the address knows already, and gets 403, because no other signature would help.
     */
    function notProved({ reason, isKnown }: { reason: RefusalReason; isKnown: boolean }): Outcome {
      if (isKnown) return refuse(reason, 403, 'nao_permitido', 'Este remetente não é aceito.')
      const detail = 'A assinatura não foi aceita para este tenant.'
      const headers = { 'www-authenticate': 'HMAC-SHA256' }
      const refused = refusal(401, 'nao_autenticado', { detail }, traceId, headers)
      return { ...refused, tenantId, reasons: [reason] }
    }
  }

  async function keysOf(tenantId: number): Promise<Keys | null | 'INDISPONIVEL'> {
    try {
      return await keys.of(tenantId)
    } catch (error) {
      if (error instanceof HubError && error.code === 'unavailable') return 'INDISPONIVEL'
      throw error
    }
  }
}

/** Reads a tenant's number in its one spelling, within what a double holds exactly; null for anything else. */
function tenantIn(text: string | undefined): number | null {
  if (text === undefined || !/^[1-9]\d{0,15}$/.test(text)) return null
  const tenantId = Number(text)
  return Number.isSafeInteger(tenantId) ? tenantId : null
}

function isPlainJson(type: string | undefined, encoding: string | undefined): boolean {
  const plain = encoding === undefined || /^(?:identity)?$/i.test(encoding.trim())
  return plain && /^application\/json\s*(?:;\s*(?:charset="?utf-8"?\s*)?)?$/i.test(type ?? '')
}
