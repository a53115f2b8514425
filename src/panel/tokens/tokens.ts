/** /tokens: an admin makes and revokes tokens of the API. Nobody can give more than they have; the database checks it too. */
import * as v from 'valibot'
import { tenantList } from '../../db/connect/tenant-scope.ts'
import { newApiToken } from '../../core/api-token.ts'
import { isId } from '../../core/id.ts'
import { sql } from '../../db/connect/query.ts'
import { attempt } from '../acts/attempt.ts'
import { confirmPassword } from '../acts/confirm-password.tsx'
import { may } from '../session/may.ts'
import { createOnceCookie } from '../session/once-cookie.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelApp } from '../panel-env.ts'
import { done } from '../pieces/done.ts'
import { problemPage } from '../pieces/problem-page.tsx'
import { readForm } from '../requests/read-form.ts'
import { findTokens } from './find-tokens.ts'
import { NewTokenForm, newTokenPage } from './new-token-page.tsx'
import { tokenList } from './token-list.tsx'

/** Keeps a new token until the admin has seen it. */
const onceCookie = createOnceCookie('token')

export function tokens(app: PanelApp, deps: PanelDeps): void {
  const { query } = deps
  const manage = may('token.gerir')

  app.get('/tokens', manage, async (c) =>
    tokenList(c, {
      tokens: await findTokens(query, c.var.operator),
      newTokens: onceCookie.all(c),
    }),
  )

  app.get('/tokens/novo', manage, (c) => newTokenPage(c, { typed: {} }))

  app.post('/tokens/novo', manage, async (c) => {
    const form = await readForm(c, NewTokenForm)
    const { typed } = form
    if (!form.ok) return newTokenPage(c, { typed, problems: form.problems, status: 422 })
    const unproved = await confirmPassword(c, deps, typed)
    if (unproved !== null) return newTokenPage(c, { typed, unproved, status: 403 })
    const { operator } = c.var
    const { nome, papel, lojas, validade } = form.value
    const { token, hash } = newApiToken()
    const lasts = validade === 'nunca' ? null : `${validade} days`
    const made = await attempt(() =>
      query.as(operator).oneFirst(sql.type(v.object({ id: v.string() }))`
        select access.create_token(
          ${nome}, ${papel}, ${sql.array(lojas, 'int8')}, ${sql.binary(hash)}, ${operator.ator}, ${lasts}::interval,
          ${tenantList(operator)}
        ) as id`),
    )
    if (!made.ok) {
      return newTokenPage(c, { typed, frase: made.refusal.sentence, status: made.refusal.status })
    }
    onceCookie.put(c, made.value, token)
    return done(c, '/tokens', 'token.criar')
  })

  app.post('/tokens/:id/revogar', manage, async (c) => {
    const { operator } = c.var
    const { id } = c.req.param()
    const revoked = isId(id)
      ? await attempt(() =>
          query.as(operator).any(sql.unsafe`
            select access.revoke_token(${id}::bigint, ${operator.ator}, ${tenantList(operator)})`),
        )
      : null
    if (revoked?.ok === true) return done(c, '/tokens', 'token.revogar')
    if (revoked === null || revoked.refusal.status === 404) {
      const frase = 'Não há token com este número entre os que você gere.'
      return problemPage(c, 404, 'Não encontrado', frase)
    }
    const { sentence: frase, status } = revoked.refusal
    const tokens = await findTokens(query, operator)
    return tokenList(c, { tokens, newTokens: onceCookie.all(c), frase, status })
  })
}
