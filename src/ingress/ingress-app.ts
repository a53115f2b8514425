/**
 * The public HTTP application. Every answer but the seller's page is JSON and is never cached. Each leaves one line in
 * the log and one call of the hook. What is refused is counted by its reason.
 */
import { randomUUID } from 'node:crypto'
import type { HttpBindings } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { type BodyIntake, intakeOf } from '../core/http/body-intake.ts'
import type { ClientAddress } from '../core/http/client-address.ts'
import type { Clock } from '../core/clock.ts'
import { HubError } from '../core/errors.ts'
import type { Logger } from '../core/log.ts'
import { type Answer, refusal } from './answer.ts'
import { authorizationPage, type CompleteAuthorization } from './authorization-page.ts'
import type { RefusalReason } from './proof/refusal-reason.ts'
import type { ConnectorKeys } from './proof/connector-keys.ts'
import type { NotificationEndpoint } from './notification-endpoint.ts'
import type { Receive } from './reception.ts'
import type { Refusals } from './store/refusals.ts'
import type { Sources } from './store/sources.ts'
import { createWebhook, type Outcome } from './webhook.ts'

export interface IngressHooks {
  /** Called once for every answer. `causa` is the first reason, null where nothing was refused; `ms` from head to answer. */
  onRequest(request: {
    readonly resultado: Answer['resultado']
    readonly causa: RefusalReason | null
    readonly status: number
    readonly ms: number
  }): void
}

interface IngressAppOptions {
  readonly receive: Receive
  readonly notified: NotificationEndpoint
  /** Completes what a seller comes back with from the marketplace's page. Absent: the address answers 404. */
  readonly authorization?: CompleteAuthorization | undefined
  readonly keys: ConnectorKeys
  readonly refusals: Refusals
  readonly sources: Pick<Sources, 'count'>
  readonly clientAddress: ClientAddress
  readonly clock: Clock
  readonly log: Logger
  readonly hooks?: IngressHooks
  /** [1 MiB] */
  readonly bodyMaxBytes?: number
}

interface IngressEnv {
  /** A listener brings them; a test's `app.request` does not. */
  Bindings: Partial<HttpBindings> & { readonly intake?: BodyIntake }
  Variables: { traceId: string; outcome: Outcome | undefined }
}

export type IngressApp = Hono<IngressEnv>

const WEBHOOK = '/api/integracoes/ml/webhook'
const AUTHORIZATION = '/api/integracoes/ml/autorizacao'
const EVENTS_LOGGED_MAX = 5
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}/

/** Mount it last: it answers 404 to every path that is not its own. */
export function createIngressApp(options: IngressAppOptions): IngressApp {
  const {
    receive,
    notified,
    authorization,
    keys,
    refusals,
    sources,
    clientAddress,
    clock,
    log,
    hooks,
    bodyMaxBytes = 1024 * 1024,
  } = options
  const webhook = createWebhook({ receive, keys, sources, clock, bodyMaxBytes })
  const app = new Hono<IngressEnv>()

  app.use(async (c, next) => {
    const startedAt = clock.monotonicMs()
    const traceId = traceIdOf(c.req.header('traceparent'))
    c.set('traceId', traceId)
    await next()
    const ms = clock.monotonicMs() - startedAt
    const { status } = c.res
    const { tenantId = null, reasons = [], eventoIds = [] } = c.var.outcome ?? {}
    const resultado = status >= 500 ? 'INDISPONIVEL' : (c.var.outcome?.resultado ?? 'RECUSADO')
    for (const reason of reasons) refusals.count(reason, tenantId)
    const eventId = eventoIds.slice(0, EVENTS_LOGGED_MAX)
    const line = {
      traceId,
      eventId,
      tenant: tenantId,
      status,
      resultado,
      causa: reasons[0],
      ms: round(ms),
    }
    log.info(line, 'webhook answered')
    hooks?.onRequest({ resultado, causa: reasons[0] ?? null, status, ms })
  })

  const addressOf = (c: Context<IngressEnv>) =>
    clientAddress(c.env?.incoming?.socket.remoteAddress, c.req.header('x-forwarded-for'))

  const signed = async (c: Context<IngressEnv>) => {
    const outcome = await webhook({
      header: (name) => c.req.header(name),
      body: intakeOf(c.env?.intake, c.req.raw),
      address: () => addressOf(c),
      traceId: c.var.traceId,
    })
    c.set('outcome', outcome)
    return outcome.response
  }
  app.post(WEBHOOK, signed)

  app.post(`${WEBHOOK}/:path`, async (c) => {
    // The marketplace proves nothing: a request with a proof brings the contract's envelope.
    const proves = (header: string) => c.req.header(header) !== undefined
    const path = c.req.param('path')
    const isProved = proves('x-ml-signature') || proves('x-webhook-secret')
    if (isProved && (await isLive(path))) return signed(c)
    const outcome = await notified.receive({
      path,
      body: intakeOf(c.env?.intake, c.req.raw),
      address: () => addressOf(c),
      traceId: c.var.traceId,
    })
    c.set('outcome', outcome)
    return outcome.response
  })

  /** False where that can't be looked up now: the endpoint below looks again, and answers 503. */
  const isLive = async (path: string) => {
    try {
      return await notified.isLive(path)
    } catch (error) {
      if (error instanceof HubError && error.code === 'unavailable') return false
      throw error
    }
  }

  const postOnly = (c: Context<IngressEnv>) => {
    const detail = 'Este endereço só aceita POST.'
    const { traceId } = c.var
    return refusal(405, 'metodo_nao_permitido', { detail }, traceId, { allow: 'POST' }).response
  }
  app.all(WEBHOOK, postOnly)

  if (authorization !== undefined) {
    app.get(AUTHORIZATION, async (c) => {
      const completion = await authorization({
        code: c.req.query('code'),
        state: c.req.query('state'),
      })
      return authorizationPage(completion)
    })
  }

  app.all('*', (c) => {
    const detail = 'Não há nada neste endereço.'
    return refusal(404, 'nao_encontrado', { detail }, c.var.traceId).response
  })

  app.onError((error, c) => {
    const { traceId } = c.var
    log.error({ err: error, traceId }, 'webhook failed')
    const detail = 'Houve um erro inesperado; informe o traceId a quem cuida do serviço.'
    return refusal(500, 'erro_interno', { detail }, traceId).response
  })

  return app
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10
}

/**
 * The id that ties a webhook to its event and its order, as a UUID in lower case: the caller's own by W3C Trace Context,
 * else a new one. A malformed `traceparent` counts as none.
 */
export function traceIdOf(traceparent: string | undefined): string {
  const id = TRACEPARENT.exec(traceparent ?? '')?.[1]
  if (id === undefined) return randomUUID()
  return id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
