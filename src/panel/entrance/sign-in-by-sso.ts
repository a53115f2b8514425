/** /entrar/sso: sends a person to the identity provider, and opens a session for the operator that it names. */
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import * as v from 'valibot'
import { HubError } from '../../core/errors.ts'
import { sql } from '../../db/connect/query.ts'
import { attempt } from '../acts/attempt.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelApp, PanelContext } from '../panel-env.ts'
import { sessionCookie } from '../session/session-cookie.ts'
import { browserOf, openSession, ownPath } from '../session/open-session.ts'
import { signInPage } from './sign-in-page.tsx'
import { type Sso, SSO_ATTEMPT_SECONDS, SSO_CALLBACK } from './sso.ts'
import { readSsoUser } from './sso-user.ts'

const COOKIE = 'hub_sso'
const SECURE = { prefix: 'host', path: '/', secure: true } as const

export function signInBySso(app: PanelApp, deps: PanelDeps): void {
  const { query, log, entrance } = deps
  const { sso } = entrance

  // `ConfirmPassword` leads here a person who must prove again who they are.
  app.get('/entrar/de-novo', (c) => {
    const volta = encodeURIComponent(ownPath(c.req.query('volta') ?? ''))
    return c.redirect(
      sso === null ? `/entrar?volta=${volta}` : `/entrar/sso?de_novo=1&volta=${volta}`,
      303,
    )
  })
  if (sso === null) return

  app.get('/entrar/sso', async (c) => {
    const elsewhere = atPanelUrl(c, sso)
    if (elsewhere !== null) return c.redirect(elsewhere, 303)
    const volta = c.req.query('volta') ?? ''
    const { url, sealed } = await sso.begin({ volta, fresh: c.req.query('de_novo') === '1' })
    setCookie(c, COOKIE, sealed, {
      ...SECURE,
      httpOnly: true,
      sameSite: 'Lax',
      maxAge: SSO_ATTEMPT_SECONDS,
    })
    return c.redirect(url, 303)
  })

  app.get(SSO_CALLBACK, async (c) => {
    const sealed = getCookie(c, COOKIE, 'host') ?? null
    deleteCookie(c, COOKIE, SECURE)
    try {
      const back = await sso.complete(new URL(c.req.url).search, sealed)
      const user = readSsoUser(back.claims, sso.claimNames)
      const browser = browserOf(c)
      const entered = await attempt(() =>
        query.as({ tenants: [], ator: 'sso' }).transaction(async (statements) => {
          const tenants = user.tenants === null ? null : sql.array([...user.tenants], 'int8')
          const operadorId = await statements.oneFirst(sql.type(v.object({ id: v.string() }))`
            select access.link_operator(${user.sub}, ${user.login}, ${user.nome}, ${user.papel}, ${tenants}, 'sso') as id`)
          const confirmada = back.authenticatedAt
          return openSession(statements, { operadorId, confirmada, browser })
        }),
      )
      if (entered.ok) {
        sessionCookie.give(c, entered.value)
        return c.redirect(ownPath(back.volta), 303)
      }
      log.info({ sub: user.sub, refusal: entered.refusal.codigo }, 'sso user refused')
      return await refused(c, entered.refusal.sentence)
    } catch (error) {
      if (!(error instanceof HubError) || error.code !== 'refused') throw error
      log.info({ ...codesOf(error.cause) }, 'sso attempt refused')
      return refused(c, error.message)
    }
  })

  function refused(c: PanelContext, frase: string) {
    return signInPage(c, deps, { volta: '', frase, status: 403 })
  }
}

/**
 * The cookie belongs to the host that set it, and the provider sends the browser to PANEL_URL. A browser that came by another
 * host name is sent to PANEL_URL first, once: behind a proxy the host name that arrives may differ from the browser's.
 */
function atPanelUrl(c: PanelContext, { panelUrl }: Sso): string | null {
  const url = new URL(c.req.url)
  if (c.req.header('host') === new URL(panelUrl).host || url.searchParams.has('aqui')) return null
  url.searchParams.set('aqui', '1')
  return panelUrl + url.pathname + url.search
}

/**
 * The code of an OAuth error, for the log. The rest of the error may hold personal data. The code comes from an address that
 * anybody may write, so it is logged only if it looks like one.
 */
function codesOf(cause: unknown) {
  const { code, error } = (cause ?? {}) as { code?: unknown; error?: unknown }
  return { code, oauth: typeof error === 'string' && /^[a-z_]{1,40}$/.test(error) ? error : null }
}
