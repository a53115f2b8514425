/**
 * THE COUNTER: the JSON API of the contract, behind bearer tokens, for the internal listener. Every answer is JSON and
 * never cached; every refusal is a problem document that repeats nothing of what was sent.
 */
import { Hono } from 'hono'
import { describeRoute, openAPIRouteHandler } from 'hono-openapi'
import type { Logger } from '../core/log.ts'
import { problem, problemResponse } from '../core/problem.ts'
import type { Query } from '../db/query.ts'
import { answerError } from './answer-error.ts'
import { authenticate } from './authenticate.ts'
import type { ApiEnv } from './caller.ts'
import { enqueueEvents, type Receive } from './enqueue-events.ts'
import { listEvents } from './list-events.ts'
import { listOrders } from './list-orders.ts'
import { methodNotAllowed } from './method-not-allowed.ts'
import { problemResponses } from './problem-responses.ts'
import { reprocessEvent } from './reprocess-event.ts'
import { requireRole } from './require-role.ts'
import { resendNotice } from './resend-notice.ts'

export interface ApiDeps {
  readonly query: Query
  /** The door's: takes an envelope from inside. */
  readonly receive: Receive
  readonly log: Logger
  /** For the OpenAPI document. */
  readonly version: string
}

/** Paths below /api and /internal; what is not there is 401 without a token and 404 with one. */
export function createApi({ query, receive, log, version }: ApiDeps): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>()
  app.onError(answerError(log))
  app.notFound(() =>
    problemResponse(problem(404, 'nao_encontrado', { detail: 'Não há nada neste endereço.' })),
  )
  app.use(async (c, next) => {
    await next()
    c.header('cache-control', 'no-store')
  })
  app.use(authenticate(query))
  listEvents(app, query)
  enqueueEvents(app, query, receive)
  reprocessEvent(app, query)
  resendNotice(app, query)
  listOrders(app, query)
  describeItself(app, version)
  methodNotAllowed(app)
  return app
}

function describeItself(app: Hono<ApiEnv>, version: string): void {
  app.get(
    '/api/openapi.json',
    describeRoute({
      summary: 'Este documento',
      tags: ['Documentação'],
      responses: {
        200: {
          description: 'OpenAPI 3.1',
          content: { 'application/json': { schema: { type: 'object' } } },
        },
        ...problemResponses(),
      },
    }),
    requireRole('leitor'),
    openAPIRouteHandler(app, {
      excludeStaticFile: false,
      documentation: {
        info: { title: 'hub-outbox', version, description: 'API interna do hub de retirada.' },
        components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
        security: [{ token: [] }],
      },
    }),
  )
}
