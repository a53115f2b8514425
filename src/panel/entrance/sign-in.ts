/** /entrar: a login and its password for a session. What was wrong is never said, and each failure makes the next wait. */
import * as v from 'valibot'
import { checkPassword } from '../session/check-password.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelApp } from '../panel-env.ts'
import { problemPage } from '../pieces/problem-page.tsx'
import { spanText } from '../pieces/text/number-text.ts'
import { readForm } from '../requests/read-form.ts'
import { browserOf, openSession } from './open-session.ts'
import { sessionCookie } from '../session/session-cookie.ts'
import { ownPath } from './own-path.ts'
import { signInPage } from './sign-in-page.tsx'

const Form = v.object({
  login: v.pipe(v.string(), v.trim(), v.toLowerCase(), v.minLength(1), v.maxLength(64)),
  senha: v.pipe(v.string(), v.minLength(1), v.maxLength(1024)),
  volta: v.optional(v.string(), ''),
})

const WRONG = 'Login ou senha não conferem.'

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
