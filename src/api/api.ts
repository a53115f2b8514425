/**
 * The JSON API of the contract, behind bearer tokens, for the internal listener. Every answer is JSON and never cached.
 * Every refusal is a problem document that repeats nothing of what was sent. Only the OpenAPI document and its page need no
 * token.
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
import { serveDocsPage } from './openapi/docs-page.ts'
import { serveDocument } from './openapi/serve-document.ts'
import { reprocessEvent } from './reprocess-event.ts'
import { resendNotice } from './resend-notice.ts'

export interface ApiDeps {
  readonly query: Query
  /** The ingress: takes an envelope from inside the company. */
  readonly receive: Receive
  readonly log: Logger
  /** For the OpenAPI document. */
  readonly version: string
  /** Where the public listener is reached: for the OpenAPI document. */
  readonly publicUrl: string
}

/** Serves the paths below /api and /internal. An unknown path is 401 without a token and 404 with one. */
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

/** Answers a method that a path does not have: 405 with those it has. Every route must be there already. */
function methodNotAllowed(app: Hono<ApiEnv>): void {
  const routes = app.routes.filter(({ method }) => method !== 'ALL')
  const byPath = Map.groupBy(routes, ({ path }) => path)
  for (const [path, known] of byPath) {
    const allow = [...new Set(known.map(({ method }) => method))].join(', ')
    app.all(path, () =>
      problemResponse(
        problem(405, 'metodo_nao_permitido', { detail: `Este endereço só aceita ${allow}.` }),
        { allow },
      ),
    )
  }
}
