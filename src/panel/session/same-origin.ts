/**
 * Refuses requests that another site makes a browser send. Browsers say where a request comes from in `Sec-Fetch-Site`. Where
 * that is missing, the host of `Origin` must be the requested host, whichever proxy ends TLS before us.
 */
import { createMiddleware } from 'hono/factory'
import type { PanelEnv } from '../panel-env.ts'
import { problemPage } from '../pieces/problem-page.tsx'

const FORMS = /^(?:application\/x-www-form-urlencoded|multipart\/form-data)(?:\s*;|\s*$)/i

/** Answers 403 to a request that changes something and does not come from our own pages, and 415 to one that is not a form. */
export const sameOrigin = createMiddleware<PanelEnv>(async (c, next) => {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return next()
  if (!comesFromUs(c.req.header('sec-fetch-site'), c.req.header('origin'), c.req.header('host'))) {
    return problemPage(c, 403, 'Pedido recusado', 'Este pedido não veio de uma página do painel.')
  }
  if (!FORMS.test(c.req.header('content-type') ?? '')) {
    return problemPage(c, 415, 'Tipo de conteúdo não aceito', 'O painel só recebe formulários.')
  }
  return next()
})

function comesFromUs(
  site: string | undefined,
  origin: string | undefined,
  host: string | undefined,
): boolean {
  if (site !== undefined) return site === 'same-origin'
  if (origin === undefined || host === undefined || !URL.canParse(origin)) return false
  return new URL(origin).host === host
}
