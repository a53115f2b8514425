/**
 * The application of the internal listener, in every process: /livez, /readyz and /metrics, and the API and the panel
 * where the room `internal` is on. Probes are not logged. They answer a status, and one word on why the process is not
 * ready.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { problem, problemResponse } from '../../core/http/problem.ts'
import type { Health } from '../health/health.ts'
import type { Fetch } from './handle-request.ts'
import type { Metrics } from '../metrics/metrics.ts'

interface InternalAppOptions {
  readonly health: Health
  readonly metrics: Metrics
  /** The bearer token of /metrics; null: none is needed, because only this machine reaches the listener. */
  readonly metricsToken: string | null
  /** Answers below /api and /internal; null: this process has no API. */
  readonly api: Fetch | null
  /** Answers everywhere else; null: this process has no panel. [null] */
  readonly panel?: Fetch | null
}

export function createInternalApp({
  health,
  metrics,
  metricsToken,
  api,
  panel = null,
}: InternalAppOptions): Hono {
  const app = new Hono()
  app.get('/livez', (c) => c.json({ status: 'ok' }))
  app.get('/readyz', async (c) => {
    const falhou = await health.whyUnready()
    return falhou === null
      ? c.json({ status: 'ok' })
      : c.json({ status: 'indisponivel', falhou }, 503)
  })
  app.get('/metrics', async (c) => {
    if (metricsToken !== null && !isBearer(c, metricsToken)) {
      return problemResponse(
        problem(401, 'token_invalido', {
          detail: 'Envie Authorization: Bearer com METRICS_TOKEN.',
        }),
        { 'www-authenticate': 'Bearer' },
      )
    }
    return c.body(await metrics.registry.metrics(), 200, {
      'content-type': metrics.registry.contentType,
    })
  })
  // The rooms get the listener's bindings unchanged.
  const handOver = (to: Fetch) => (c: Context) => to(c.req.raw, c.env as Parameters<Fetch>[1])
  if (api !== null) {
    app.all('/api/*', handOver(api))
    app.all('/internal/*', handOver(api))
  }
  if (panel !== null) app.all('*', handOver(panel))
  app.onError(() =>
    problemResponse(
      problem(500, 'erro_interno', {
        detail: 'Algo falhou aqui dentro: tente de novo em instantes.',
      }),
    ),
  )
  app.notFound(() =>
    problemResponse(problem(404, 'nao_encontrado', { detail: 'Não há nada neste endereço.' })),
  )
  return app
}

function isBearer(c: Context, token: string): boolean {
  const given = /^Bearer +(\S+) *$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? ''
  return timingSafeEqual(digest(given), digest(token))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** Answers /livez in front of another application, so that a probe is neither a webhook nor a line in its log. */
export function withLivez(next: Fetch): Fetch {
  return (request, env) => {
    const isProbe =
      (request.method === 'GET' || request.method === 'HEAD') &&
      new URL(request.url).pathname === '/livez'
    return isProbe ? Response.json({ status: 'ok' }) : next(request, env)
  }
}
