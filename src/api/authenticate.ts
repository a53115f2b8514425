/**
 * Turns `Authorization: Bearer hub_…` into a Caller. The database knows only the SHA-256 of a token, and is asked at
 * every request, so that a revoked one opens nothing from then on.
 */
import { createHash } from 'node:crypto'
import { createMiddleware } from 'hono/factory'
import * as v from 'valibot'
import { problem, problemResponse } from '../core/problem.ts'
import { type Query, sql } from '../db/query.ts'
import { type ApiEnv, type Caller, PAPEIS } from './caller.ts'

const Token = v.object({
  id: v.string(),
  nome: v.string(),
  papel: v.picklist(PAPEIS),
  tenants: v.array(v.pipe(v.string(), v.toNumber(), v.safeInteger())),
})

/** 401 without a live token; the answer does not say which part was wrong. */
export function authenticate(query: Query) {
  return createMiddleware<ApiEnv>(async (c, next) => {
    const token = /^Bearer +(hub_[A-Za-z0-9_-]{43}) *$/i.exec(c.req.header('authorization') ?? '')
    const caller = token?.[1] === undefined ? null : await callerOf(query, token[1])
    if (caller === null) {
      return problemResponse(
        problem(401, 'token_invalido', {
          detail:
            'Envie Authorization: Bearer com um token válido, feito com "npm run -s hub -- token create".',
        }),
        { 'www-authenticate': 'Bearer' },
      )
    }
    c.set('caller', caller)
    return next()
  })
}

async function callerOf(query: Query, token: string): Promise<Caller | null> {
  const hash = createHash('sha256').update(token).digest()
  const found = await query.as({ tenants: [], ator: 'api' }).maybeOne(sql.type(Token)`
    select t.id, t.nome, t.papel, t.tenants
    from ops.find_token(${sql.binary(hash)}) as t`)
  if (found === null) return null
  const { id, nome, papel, tenants } = found
  const all = papel === 'admin' && tenants.length === 0
  return { papel, tenants: all ? 'todos' : tenants, ator: `token:${id} (${nome})` }
}
