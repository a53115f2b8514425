/** /operadores/ID: an admin changes an operator, replaces the password, or ends sessions. */
import * as v from 'valibot'
import { tenantList } from '../../db/connect/tenant-scope.ts'
import { generatePassword, hashPassword } from '../../core/password.ts'
import { sql } from '../../db/connect/query.ts'
import { attempt } from '../acts/attempt.ts'
import { confirmPassword } from '../acts/confirm-password.tsx'
import { may } from '../session/may.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelApp, PanelContext } from '../panel-env.ts'
import { done } from '../pieces/done.ts'
import { problemPage } from '../pieces/problem-page.tsx'
import { readForm } from '../requests/read-form.ts'
import { sessionsOf } from '../session/sessions.tsx'
import { findOperator, type ManagedOperator, storesOf } from './find-operators.ts'
import { KnownOperatorForm, tenantsOf } from './operator-form.tsx'
import { operatorPage, type OperatorView } from './operator-page.tsx'
import { createOnceCookie } from '../session/once-cookie.ts'

type Shown = Partial<OperatorView> & { readonly askedIn?: 'dados' | 'senha' }

export function knownOperator(app: PanelApp, deps: PanelDeps): void {
  const { query } = deps
  const manage = may('operador.gerir')
  const known = (c: PanelContext) => findOperator(query, c.var.operator, c.req.param('id') ?? '')
  const unknown = (c: PanelContext) =>
    problemPage(c, 404, 'Não encontrado', 'Não há operador com este número entre os que você gere.')

  async function show(c: PanelContext, managed: ManagedOperator, shown: Shown = {}) {
    const { operator } = c.var
    const sessions = await sessionsOf(query, operator, managed.id)
    const lojas = await storesOf(query, operator)
    const password = onceCookie.shown(c, managed.id)
    const view = { typed: asTyped(managed), problems: {}, lojas, managed, sessions, password }
    return operatorPage(c, { ...view, ...shown })
  }

  app.get('/operadores/:id', manage, async (c) => {
    const managed = await known(c)
    return managed === null ? unknown(c) : show(c, managed)
  })

  app.post('/operadores/:id', manage, async (c) => {
    const managed = await known(c)
    if (managed === null) return unknown(c)
    const form = await readForm(c, KnownOperatorForm)
    const { typed } = form
    if (!form.ok) return show(c, managed, { typed, problems: form.problems, status: 422 })
    const tenants = tenantsOf(form.value)
    if (tenants === null) {
      const problems = { lojas: 'Informe ao menos uma loja, ou escolha todas.' }
      return show(c, managed, { typed, problems, status: 422 })
    }
    const unproved = await confirmPassword(c, deps, typed)
    if (unproved !== null) return show(c, managed, { typed, unproved, status: 403 })
    const { nome, papel, ativo, lock_version } = form.value
    const { operator } = c.var
    const saved = await attempt(() =>
      query.as(operator).any(sql.unsafe`
        select access.update_operator(
          ${managed.id}::bigint, ${nome}, ${papel}, ${sql.array([...tenants], 'int8')}, ${ativo === 'sim'},
          ${lock_version}::bigint, ${operator.ator}, ${tenantList(operator)}
        )`),
    )
    if (saved.ok) return done(c, `/operadores/${managed.id}`, 'operador.alterar')
    const { sentence: frase, status } = saved.refusal
    return show(c, managed, { typed, frase, status })
  })

  app.post('/operadores/:id/senha', manage, async (c) => {
    const managed = await known(c)
    if (managed === null) return unknown(c)
    const form = await readForm(c, v.object({}))
    const unproved = await confirmPassword(c, deps, form.typed)
    if (unproved !== null) return show(c, managed, { unproved, askedIn: 'senha', status: 403 })
    const password = generatePassword()
    const hash = await hashPassword(password)
    const { operator } = c.var
    await query.as(operator).any(sql.unsafe`
      select access.set_operator_password(${managed.login}, ${hash}, ${operator.ator}, ${tenantList(operator)})`)
    onceCookie.put(c, managed.id, password)
    return done(c, `/operadores/${managed.id}`, 'senha.gerar')
  })

  const endSessions = async (c: PanelContext, managed: ManagedOperator, sessao: string | null) => {
    const { operator } = c.var
    return query.as(operator).oneFirst(sql.type(v.object({ n: v.number() }))`
      select access.end_sessions(
        ${managed.id}::bigint, ${operator.ator}, ${tenantList(operator)}, ${sessao}
      ) as n`)
  }

  app.post('/operadores/:id/sessoes/encerrar', manage, async (c) => {
    const managed = await known(c)
    if (managed === null) return unknown(c)
    const n = await endSessions(c, managed, null)
    return done(c, `/operadores/${managed.id}`, 'sessoes.encerrar', n)
  })

  app.post('/operadores/:id/sessoes/:sessao/encerrar', manage, async (c) => {
    const managed = await known(c)
    if (managed === null) return unknown(c)
    await endSessions(c, managed, c.req.param('sessao'))
    return done(c, `/operadores/${managed.id}`, 'sessao.encerrar')
  })
}

/** An operator, as the form would bring it. */
function asTyped(o: ManagedOperator) {
  return {
    nome: o.nome,
    papel: o.papel,
    alcance: o.tenants.length === 0 ? 'todas' : 'escolhidas',
    lojas: o.tenants.join(', '),
    ativo: o.ativo ? 'sim' : 'nao',
    lock_version: o.lockVersion,
  }
}

/** Keeps a new password of an operator until the admin has seen it. */
export const onceCookie = createOnceCookie('senha')
