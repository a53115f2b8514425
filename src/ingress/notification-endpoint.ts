/**
 * The endpoint of resource notifications: the marketplace posts, unsigned and without data, that something has changed.
 * A live address answers exactly 200 once the notification is stored or counted, because the marketplace stops sending to
 * an address that answers anything else. The answer's body says what was not accepted.
 *
 * The exception is a notification from outside the networks that the connector demands: 403. If it is not the
 * marketplace, a 200 would tell a stranger that the address is live. If the marketplace posts from a new network, it
 * tries again for an hour and lists what it could not deliver (missed feeds). So nothing is lost until the list is
 * corrected, and both sides see the trouble, which a 200 would hide.
 */
import type { BodyIntake } from '../core/http/body-intake.ts'
import { HubError } from '../core/errors.ts'
import { type Notification, readNotification } from '../mercado-livre/translate/notification.ts'
import { resourceOf } from '../mercado-livre/translate/resource.ts'
import { type Answer, refusal, unavailable } from './answer.ts'
import type { RefusalReason } from './proof/refusal-reason.ts'
import type { ValidEvent, StoreEvents } from './store/event-store.ts'
import type { FindSeller, SellerVerdict } from './store/sellers.ts'
import type { Sources } from './store/sources.ts'
import type { Outcome } from './webhook.ts'

interface Delivery {
  /** The last part of the address. */
  readonly path: string
  readonly body: BodyIntake
  /** Where it came from. It is asked for only where the connector has a list. */
  readonly address: () => string | null
  readonly traceId: string
}

/** `store` is usually an appender's `append`. */
interface NotificationEndpointOptions {
  readonly find: FindSeller
  readonly store: StoreEvents
  readonly sources: Pick<Sources, 'count'>
}

const BODY_BYTES_MAX = 64 * 1024
const PATH = /^[A-Za-z0-9_-]{16,128}$/
/** What is kept of a resource that nothing fetches: lower-case kinds and an id. Anything else may be somebody's name. */
const PLAIN_RESOURCE = /^(?:\/?(?:[a-z][a-z0-9_-]{0,20}\/){1,4}[A-Z]{0,3}\d{1,20}|[0-9a-f]{32})$/

export interface NotificationEndpoint {
  /** Whether an application has that address. @throws HubError unavailable, retryable: the database does not answer */
  isLive(path: string): Promise<boolean>
  receive(delivery: Delivery): Promise<Outcome>
}

export function createNotificationEndpoint(
  options: NotificationEndpointOptions,
): NotificationEndpoint {
  const { find, store, sources } = options
  return { isLive, receive: receiveOrUnavailable }

  async function isLive(path: string): Promise<boolean> {
    if (!PATH.test(path)) return false
    const noIds = { applicationId: '', userId: '' }
    return (await find({ path, ...noIds })).kind !== 'unknown'
  }

  async function receiveOrUnavailable(delivery: Delivery): Promise<Outcome> {
    try {
      return await receive(delivery)
    } catch (error) {
      if (!(error instanceof HubError && error.code === 'unavailable')) throw error
      return { ...unavailable(delivery.traceId), tenantId: null, reasons: [] }
    }
  }

  /** The body is read only where the address is live. */
  async function receive({ path, body, address, traceId }: Delivery): Promise<Outcome> {
    const none = { tenantId: null, reasons: [] }
    if (!(await isLive(path))) return { ...nowhere(traceId), ...none }
    const read = await body.read(BODY_BYTES_MAX)
    if (read.kind === 'no_room') return { ...unavailable(traceId), ...none }
    if (read.kind === 'too_large') {
      const detail = `O corpo passa de ${BODY_BYTES_MAX} bytes.`
      const answer = refusal(413, 'corpo_grande', { detail }, traceId)
      return { ...answer, tenantId: null, reasons: ['CORPO_GRANDE'] }
    }
    if (read.kind === 'incomplete') {
      const detail = 'O corpo não chegou inteiro: envie de novo.'
      return { ...refusal(408, 'corpo_incompleto', { detail }, traceId), ...none }
    }
    return take(path, read.bytes.toString('utf8'), address, traceId)
  }

  async function take(
    path: string,
    body: string,
    address: Delivery['address'],
    traceId: string,
  ): Promise<Outcome> {
    const notification = readNotification(body)
    const { applicationId, userId } = notification ?? { applicationId: '', userId: '' }
    const verdict = await find({ path, applicationId, userId })
    if (verdict.kind === 'unknown') return { ...nowhere(traceId), tenantId: null, reasons: [] }
    if (notification === null) return notAccepted('EVENTO_INVALIDO', 'não é uma notificação')
    if (verdict.kind === 'refused') return notAccepted(verdict.reason, reasonTexts[verdict.reason])
    const { tenantId } = verdict
    const conferencia = proofOf(verdict, address)
    if (conferencia === null) {
      const detail = 'Este remetente não é aceito.'
      const answer = refusal(403, 'nao_permitido', { detail }, traceId)
      return { ...answer, tenantId, reasons: ['ENDERECO_NAO_PERMITIDO'] }
    }
    const [stored] = await store([{ ...eventOf(notification, tenantId, traceId), conferencia }])
    if (stored == null) return { ...unavailable(traceId), tenantId, reasons: [] }
    const { eventoId, status } = stored
    return {
      ...received({ status, eventoId, traceId }),
      eventoIds: [eventoId],
      tenantId,
      reasons: [],
    }
  }

  /**
   * What proves the seller: the path with the ids in the body, and the source where the connector demands it. Null where
   * it came from outside the demanded networks.
   */
  function proofOf(
    { conectorId, allowlist }: Extract<SellerVerdict, { kind: 'seller' }>,
    address: Delivery['address'],
  ): string | null {
    if (allowlist.mode === 'DESLIGADA') return 'CAMINHO'
    const from = address()
    const isListed = allowlist.has(from)
    sources.count({ conectorId, address: from, isListed })
    if (allowlist.mode === 'OBSERVAR') return 'CAMINHO'
    return isListed ? 'CAMINHO+IP' : null
  }
}

const reasonTexts = {
  APLICACAO_DIVERGENTE: 'o application_id não é o deste endereço',
  VENDEDOR_DESCONHECIDO: 'nenhum conector deste endereço é do user_id informado',
} as const

/** An event without data: its resource is fetched before it has an effect. */
function eventOf(
  { topic, resource, key }: Notification,
  tenantId: number,
  traceId: string,
): Omit<ValidEvent, 'conferencia'> {
  const known = resourceOf(topic, resource) !== null
  const plain = PLAIN_RESOURCE.test(resource) ? resource : 'desconhecido'
  return {
    canal: 'ML',
    tenantId,
    externalId: plain,
    tipo: 'NOTIFICACAO',
    versao: null,
    marca: key,
    ...(known ? { recurso: resource } : {}),
    payload: known ? { topico: topic } : {},
    traceId,
    origem: 'WEBHOOK',
    ignorar: !known,
  }
}

function received(body: object): Answer {
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' }
  const response = new Response(JSON.stringify(body), { status: 200, headers })
  return { response, resultado: 'ACEITO', eventoIds: [] }
}

function notAccepted(reason: RefusalReason, motivo: string): Outcome {
  const answer = received({ status: 'RECUSADO', motivo })
  return { ...answer, resultado: 'RECUSADO', tenantId: null, reasons: [reason] }
}

function nowhere(traceId: string): Answer {
  return refusal(404, 'nao_encontrado', { detail: 'Não há nada neste endereço.' }, traceId)
}
