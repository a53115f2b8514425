/**
 * Turns `Authorization: Bearer hub_…` into a Caller. The database knows only the SHA-256 of a token, and is asked at
 * every request, so that one that was revoked or has expired opens nothing from then on.
 */
import { createMiddleware } from 'hono/factory'
import * as v from 'valibot'
import { apiTokenHash } from '../core/api-token.ts'
import { problem, problemResponse } from '../core/http/problem.ts'
import { type Query, sql } from '../db/connect/query.ts'
import { type ApiEnv, type Caller, PAPEIS } from '../reads/caller.ts'

const Token = v.object({
  id: v.string(),
  nome: v.string(),
  papel: v.picklist(PAPEIS),
  tenants: v.array(v.pipe(v.string(), v.toNumber(), v.safeInteger())),
  usado: v.boolean(),
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
            'Envie Authorization: Bearer com um token que vale, feito com "npm run -s hub -- token create".',
        }),
        { 'www-authenticate': 'Bearer' },
      )
    }
    c.set('caller', caller)
    return next()
  })
}

async function callerOf(query: Query, token: string): Promise<Caller | null> {
  const found = await query.as({ tenants: [], ator: 'api' }).maybeOne(sql.type(Token)`
    select t.id, t.nome, t.papel, t.tenants, t.usado
    from access.find_token(${sql.binary(apiTokenHash(token))}) as t`)
  if (found === null) return null
  const { id, nome, papel, tenants, usado } = found
  if (!usado) noteUse(query, id)
  const all = papel === 'admin' && tenants.length === 0
  return { papel, tenants: all ? 'todos' : tenants, ator: `token:${id} (${nome})` }
}

const noting = new Set<string>()

/** Beside the request, which waits for it as little as it fails with it. */
function noteUse(query: Query, id: string): void {
  if (noting.has(id)) return
  noting.add(id)
  const scope = { tenants: [], ator: 'api', statementTimeoutMs: 2000 }
  query
    .as(scope)
    .any(sql.unsafe`select access.note_token_use(${id}::bigint)`)
    .catch(() => {})
    .finally(() => noting.delete(id))
}
