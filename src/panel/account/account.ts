/** /conta: what every operator may do with their own access: change the password, and end sessions. */
import * as v from 'valibot'
import { hashPassword, passwordProblem } from '../../core/password.ts'
import { sql } from '../../db/connect/query.ts'
import { checkPassword } from '../session/check-password.ts'
import { browserOf, openSession } from '../session/open-session.ts'
import { may } from '../session/may.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelApp, PanelContext } from '../panel-env.ts'
import { done } from '../pieces/done.ts'
import { problemPage } from '../pieces/problem-page.tsx'
import { spanText } from '../pieces/text/number-text.ts'
import { readForm, type Typed } from '../requests/read-form.ts'
import { sessionCookie } from '../session/session-cookie.ts'
import { sessionsOf } from '../session/sessions.tsx'
import { accountPage } from './account-page.tsx'

const Form = v.object({
  senha_atual: v.pipe(
    v.string(),
    v.minLength(1),
    v.maxLength(1024),
    v.description('a senha de agora'),
  ),
  senha_nova: v.pipe(v.string(), v.minLength(1), v.maxLength(1024), v.description('a senha nova')),
  senha_repetida: v.pipe(v.string(), v.maxLength(1024), v.description('a senha nova outra vez')),
})

export function account(app: PanelApp, deps: PanelDeps): void {
  const { query } = deps

  async function show(c: PanelContext, problems: Typed = {}, status: 200 | 422 | 429 = 200) {
    const { operator } = c.var
    const sessions = await sessionsOf(query, operator, operator.id)
    return accountPage(c, { sessions, problems, status })
  }

  app.get('/conta', may('ver'), (c) => show(c))

  app.post('/conta/senha', may('conta.mudar'), async (c) => {
    const { operator } = c.var
    if (!operator.temSenha) {
      return problemPage(c, 403, 'Acesso negado', 'Você não entra com senha: não há o que trocar.')
    }
    const form = await readForm(c, Form)
    if (!form.ok) return show(c, form.problems, 422)
    const { senha_atual, senha_nova, senha_repetida } = form.value
    const weak = passwordProblem(senha_nova, operator.login)
    if (weak !== null) return show(c, { senha_nova: weak }, 422)
    if (senha_repetida !== senha_nova) {
      return show(c, { senha_repetida: 'As duas não são iguais.' }, 422)
    }
    const { login } = operator
    const check = await checkPassword(query, {
      login,
      senha: senha_atual,
      origem: c.var.origem,
    })
    if (check.is === 'early') {
      const sentence = `Tentativas demais: tente de novo em ${spanText(check.seconds)}.`
      return show(c, { senha_atual: sentence }, 429)
    }
    if (check.is === 'wrong') return show(c, { senha_atual: 'A senha não confere.' }, 422)
    const hash = await hashPassword(senha_nova)
    const entering = { operadorId: check.operadorId, browser: browserOf(c) }
    const token = await query.as(operator).transaction(async (statements) => {
      await statements.any(sql.unsafe`
        select access.set_operator_password(${login}, ${hash}, ${operator.ator})`)
      return openSession(statements, entering)
    })
    sessionCookie.give(c, token)
    return done(c, '/conta', 'senha.mudar')
  })

  app.post('/conta/sessoes/encerrar', may('conta.mudar'), async (c) => {
    const { operator } = c.var
    const n = await query.as(operator).oneFirst(sql.type(v.object({ n: v.number() }))`
      select access.end_sessions(
        p_operador => ${operator.id}::bigint, p_ator => ${operator.ator}, p_exceto => ${sql.binary(operator.sessao)}
      ) as n`)
    return done(c, '/conta', 'sessoes.encerrar', n)
  })

  app.post('/conta/sessoes/:sessao/encerrar', may('conta.mudar'), async (c) => {
    const { operator } = c.var
    const session = c.req.param('sessao')
    await query.as(operator).any(sql.unsafe`
      select access.end_sessions(
        p_operador => ${operator.id}::bigint, p_ator => ${operator.ator}, p_sessao => ${session}
      )`)
    if (operator.sessao.toString('hex').startsWith(session)) {
      sessionCookie.forget(c)
      return c.redirect('/entrar', 303)
    }
    return done(c, '/conta', 'sessao.encerrar')
  })
}
