/** /entrar and /sair: a login and its password begin a session, and a form ends it. */
import * as v from 'valibot'
import { checkPassword } from '../session/check-password.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelApp } from '../panel-env.ts'
import { problemPage } from '../pieces/problem-page.tsx'
import { spanText } from '../pieces/text/number-text.ts'
import { readForm } from '../requests/read-form.ts'
import { browserOf, openSession, ownPath } from '../session/open-session.ts'
import { sessionCookie } from '../session/session-cookie.ts'
import { signInPage } from './sign-in-page.tsx'
import { type Query, sql } from '../../db/connect/query.ts'
import { may } from '../session/may.ts'

const Form = v.object({
  login: v.pipe(v.string(), v.trim(), v.toLowerCase(), v.minLength(1), v.maxLength(64)),
  senha: v.pipe(v.string(), v.minLength(1), v.maxLength(1024)),
  volta: v.optional(v.string(), ''),
})

const WRONG = 'Login ou senha não conferem.'

/** The answer never says what was wrong, and each failure makes the next attempt wait longer. */
export function signIn(app: PanelApp, deps: PanelDeps): void {
  const { query, entrance } = deps
  app.get('/entrar', (c) => signInPage(c, deps, { volta: c.req.query('volta') ?? '' }))

  app.post('/entrar', async (c) => {
    if (!entrance.passwordLogin) {
      return problemPage(c, 403, 'Acesso negado', 'Aqui não se entra com senha: use o SSO.')
    }
    const form = await readForm(c, Form)
    const { login = '', volta = '' } = form.typed
    if (!form.ok) return signInPage(c, deps, { login, volta, frase: WRONG, status: 422 })
    const check = await checkPassword(query, { ...form.value, origem: c.var.origem })
    if (check.is === 'early') {
      const frase = `Tentativas demais: tente de novo em ${spanText(check.seconds)}.`
      c.header('retry-after', String(check.seconds))
      return signInPage(c, deps, { login, volta, frase, status: 429 })
    }
    if (check.is === 'wrong') {
      return signInPage(c, deps, { login, volta, frase: WRONG, status: 401 })
    }
    const entering = { operadorId: check.operadorId, browser: browserOf(c) }
    const token = await openSession(query.as({ tenants: [], ator: 'painel' }), entering)
    sessionCookie.give(c, token)
    return c.redirect(ownPath(volta), 303)
  })
}

/** POST /sair: ends this session, in the database and in the browser. */
export function signOut(app: PanelApp, query: Query): void {
  app.post('/sair', may('ver'), async (c) => {
    const { operator } = c.var
    await query.as(operator).any(sql.unsafe`
      select access.end_session(${sql.binary(operator.sessao)}, ${operator.ator})`)
    sessionCookie.forget(c)
    return c.redirect('/entrar', 303)
  })
}
