/**
 * Turns the session's cookie into an Operator. The database is asked at every request, so that a session that was ended, or an
 * operator who was switched off, gets in nowhere from then on.
 */
import { createMiddleware } from 'hono/factory'
import * as v from 'valibot'
import { type Query, sql } from '../../db/connect/query.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { Operator, PanelEnv } from '../panel-env.ts'
import { ROLES } from './permissions.ts'
import { keepAct } from '../resume/keep-act.ts'
import { sessionCookie } from './session-cookie.ts'

const Session = v.object({
  id: v.string(),
  login: v.string(),
  nome: v.string(),
  papel: v.picklist(ROLES),
  tenants: v.array(v.pipe(v.string(), v.toNumber(), v.safeInteger())),
  desde: v.date(),
  confirmada: v.date(),
  temSenha: v.boolean(),
})

/**
 * A person without a session is redirected to /entrar, and from there back to where they wanted to go. The act that they sent
 * is kept for them.
 */
export function signedIn({ query, entrance }: Pick<PanelDeps, 'query' | 'entrance'>) {
  return createMiddleware<PanelEnv>(async (c, next) => {
    const hash = sessionCookie.read(c)
    // What a page fetches by itself must not keep an unused session alive.
    const isByHand = !c.req.path.startsWith('/ao-vivo/')
    const operator = hash === null ? null : await operatorOf(query, hash, isByHand)
    if (operator !== null) {
      const hasPassword = operator.temSenha && entrance.passwordLogin
      c.set('operator', { ...operator, temSenha: hasPassword })
      return next()
    }
    const isScript = !isByHand || c.req.header('hx-request') !== undefined
    // A part of a page asks. Leaving the page would lose what is being typed there.
    if (isScript && c.req.method === 'GET') return c.body(null, 401, { 'hx-reswap': 'none' })
    const kept = await keepAct(c, query, hash)
    const { pathname, search } = new URL(c.req.url)
    const asked = c.req.method === 'GET' && pathname !== '/' ? pathname + search : ''
    const back = kept ? '/retomar' : asked
    const to = back === '' ? '/entrar' : `/entrar?volta=${encodeURIComponent(back)}`
    if (isScript) return c.body(null, 401, { 'hx-redirect': to })
    return c.redirect(to, 303)
  })
}

async function operatorOf(query: Query, hash: Buffer, touch: boolean): Promise<Operator | null> {
  const found = await query.as({ tenants: [], ator: 'painel' }).maybeOne(sql.type(Session)`
    select s.operador_id as id, s.login, s.nome, s.papel, s.tenants, s.criada_em as desde,
      s.confirmada_em as confirmada, s.tem_senha as "temSenha"
    from access.find_session(p_hash => ${sql.binary(hash)}, p_tocar => ${touch}) as s`)
  if (found === null) return null
  const { tenants, ...rest } = found
  return {
    ...rest,
    tenants: tenants.length === 0 ? 'todos' : tenants,
    ator: `operador:${found.login}`,
    sessao: hash,
  }
}
