/**
 * Who calls, and what they may do. `Authorization: Bearer hub_…` becomes a Caller. The database holds only the SHA-256 of a
 * token, and every request asks it, so a revoked or expired token stops working at once.
 */
import { createMiddleware } from 'hono/factory'
import * as v from 'valibot'
import { apiTokenHash } from '../core/api-token.ts'
import { problem, problemResponse } from '../core/http/problem.ts'
import { type Query, sql } from '../db/connect/query.ts'
import { type ApiEnv, type Caller, PAPEIS, type Papel } from '../reads/caller.ts'

const Token = v.object({
  id: v.string(),
  nome: v.string(),
  papel: v.picklist(PAPEIS),
  tenants: v.array(v.pipe(v.string(), v.toNumber(), v.safeInteger())),
  usado: v.boolean(),
})

/** 401 without a valid token. The answer does not say what is wrong with it. */
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

/** Lets through only callers whose role is at least `papel`; 403 for the others. Runs after `authenticate`. */
export function requireRole(papel: Papel) {
  return createMiddleware<ApiEnv>(async (c, next) => {
    if (PAPEIS.indexOf(c.var.caller.papel) >= PAPEIS.indexOf(papel)) return next()
    return problemResponse(
      problem(403, 'papel_insuficiente', {
        detail: `Este token não pode fazer isso: é preciso o papel ${papel} ou um acima.`,
      }),
    )
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

/** Runs beside the request, which neither waits for it nor fails with it. */
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
