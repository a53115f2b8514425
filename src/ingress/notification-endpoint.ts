/**
 * The address that the marketplace posts its notifications to: unsigned hints that something has changed. Whatever a
 * live address receives is answered exactly 200 once it is stored or counted, because the marketplace stops sending to
 * one that answers anything else; what is not accepted says so in the answer's body.
 *
 * But for one that comes from outside the networks that the connector demands: 403. Either it is not the marketplace, and
 * then a 200 would tell a stranger that the address is live; or the marketplace posts from a new network, and then it
 * tries again for an hour and lists what it could not deliver (missed feeds), so that nothing is lost while the list is
 * mended, and the trouble shows at both ends, where a 200 would hide it.
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
  readonly caminho: string
  readonly body: BodyIntake
  /** Where it came from; asked only of connectors that have a list. */
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
/** What is kept of a resource that nothing fetches: kinds in small letters before an id. Anything else may be a name. */
const PLAIN_RESOURCE = /^(?:\/?(?:[a-z][a-z0-9_-]{0,20}\/){1,4}[A-Z]{0,3}\d{1,20}|[0-9a-f]{32})$/

export interface NotificationEndpoint {
  /** Whether some application has that address. @throws HubError unavailable, retryable: the database does not answer */
  isLive(caminho: string): Promise<boolean>
  receive(delivery: Delivery): Promise<Outcome>
}

export function createNotificationEndpoint(
  options: NotificationEndpointOptions,
): NotificationEndpoint {
  const { find, store, sources } = options
  return { isLive, receive: whenUp }

  async function isLive(caminho: string): Promise<boolean> {
    if (!PATH.test(caminho)) return false
    const nobodys = { applicationId: '', userId: '' }
    return (await find({ caminho, ...nobodys })).kind !== 'unknown'
  }

  async function whenUp(delivery: Delivery): Promise<Outcome> {
    try {
      return await receive(delivery)
    } catch (error) {
      if (!(error instanceof HubError && error.code === 'unavailable')) throw error
      return { ...unavailable(delivery.traceId), tenantId: null, causas: [] }
    }
  }

  /** A stranger's body is not waited for, let alone read. */
  async function receive({ caminho, body, address, traceId }: Delivery): Promise<Outcome> {
    const none = { tenantId: null, causas: [] }
    if (!(await isLive(caminho))) return { ...nowhere(traceId), ...none }
    const read = await body.read(BODY_BYTES_MAX)
    if (read.kind === 'no_room') return { ...unavailable(traceId), ...none }
    if (read.kind === 'too_large') {
      const detail = `O corpo passa de ${BODY_BYTES_MAX} bytes.`
      const answer = refusal(413, 'corpo_grande', { detail }, traceId)
      return { ...answer, tenantId: null, causas: ['CORPO_GRANDE'] }
    }
    if (read.kind === 'incomplete') {
      const detail = 'O corpo não chegou inteiro: envie de novo.'
      return { ...refusal(408, 'corpo_incompleto', { detail }, traceId), ...none }
    }
    return take(caminho, read.bytes.toString('utf8'), address, traceId)
  }

  async function take(
    caminho: string,
    body: string,
    address: Delivery['address'],
    traceId: string,
  ): Promise<Outcome> {
    const notification = readNotification(body)
    const { applicationId, userId } = notification ?? { applicationId: '', userId: '' }
    const verdict = await find({ caminho, applicationId, userId })
    if (verdict.kind === 'unknown') return { ...nowhere(traceId), tenantId: null, causas: [] }
    if (notification === null) return notAccepted('EVENTO_INVALIDO', 'não é uma notificação')
    if (verdict.kind === 'refused') return notAccepted(verdict.causa, motives[verdict.causa])
    const { tenantId } = verdict
    const conferencia = verify(verdict, address)
    if (conferencia === null) {
      const detail = 'Este remetente não é aceito.'
      const answer = refusal(403, 'nao_permitido', { detail }, traceId)
      return { ...answer, tenantId, causas: ['ENDERECO_NAO_PERMITIDO'] }
    }
    const [stored] = await store([{ ...eventOf(notification, tenantId, traceId), conferencia }])
    if (stored == null) return { ...unavailable(traceId), tenantId, causas: [] }
    const { eventoId, status } = stored
    return {
      ...received({ status, eventoId, traceId }),
      eventoIds: [eventoId],
      tenantId,
      causas: [],
    }
  }

  /** What proves whose it is: the address that it came to with the ids in it; null where it came from outside. */
  function verify(
    { conectorId, allowlist }: Extract<SellerVerdict, { kind: 'seller' }>,
    address: Delivery['address'],
  ): string | null {
    if (allowlist.modo === 'DESLIGADA') return 'CAMINHO'
    const from = address()
    const naLista = allowlist.has(from)
    sources.count({ conectorId, address: from, naLista })
    if (allowlist.modo === 'OBSERVAR') return 'CAMINHO'
    return naLista ? 'CAMINHO+IP' : null
  }
}

const motives = {
  APLICACAO_DIVERGENTE: 'o application_id não é o deste endereço',
  VENDEDOR_DESCONHECIDO: 'nenhum conector deste endereço é do user_id informado',
} as const

/** An event without data: what it points at is fetched before it has an effect. */
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

function notAccepted(causa: RefusalReason, motivo: string): Outcome {
  const answer = received({ status: 'RECUSADO', motivo })
  return { ...answer, resultado: 'RECUSADO', tenantId: null, causas: [causa] }
}

function nowhere(traceId: string): Answer {
  return refusal(404, 'nao_encontrado', { detail: 'Não há nada neste endereço.' }, traceId)
}
