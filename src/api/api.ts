/**
 * THE COUNTER: the JSON API of the contract, behind bearer tokens, for the internal listener. Every answer is JSON and
 * never cached; every refusal is a problem document that repeats nothing of what was sent. Only its own description needs no token.
 */
import { Hono } from 'hono'
import type { Logger } from '../core/log.ts'
import { problem, problemResponse } from '../core/http/problem.ts'
import type { Query } from '../db/connect/query.ts'
import { answerError } from './answer-error.ts'
import { authenticate } from './authenticate.ts'
import type { ApiEnv } from '../reads/caller.ts'
import { enqueueEvents, type Receive } from './enqueue-events.ts'
import { listEvents } from './list-events.ts'
import { listOrders } from './list-orders.ts'
import { methodNotAllowed } from './method-not-allowed.ts'
import { serveDocsPage } from './openapi/docs-page.ts'
import { serveDocument } from './openapi/serve-document.ts'
import { reprocessEvent } from './reprocess-event.ts'
import { resendNotice } from './resend-notice.ts'

export interface ApiDeps {
  readonly query: Query
  /** The door's: takes an envelope from inside. */
  readonly receive: Receive
  readonly log: Logger
  /** For the OpenAPI document. */
  readonly version: string
  /** Where the public listener is reached: for the OpenAPI document. */
  readonly publicUrl: string
}

/** Paths below /api and /internal; what is not there is 401 without a token and 404 with one. */
export function createApi({ query, receive, log, version, publicUrl }: ApiDeps): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>()
  app.onError(answerError(log))
  app.notFound(() =>
    problemResponse(problem(404, 'nao_encontrado', { detail: 'Não há nada neste endereço.' })),
  )
  app.use(async (c, next) => {
    await next()
    if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store')
  })
  serveDocument(app, { version, publicUrl })
  serveDocsPage(app)
  app.use(authenticate(query))
  listEvents(app, query)
  enqueueEvents(app, query, receive)
  reprocessEvent(app, query)
  resendNotice(app, query)
  listOrders(app, query)
  methodNotAllowed(app)
  return app
}
