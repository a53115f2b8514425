/** POST /sair: ends this session, in the database and in the browser. */
import { type Query, sql } from '../../db/connect/query.ts'
import { may } from '../session/may.ts'
import type { PanelApp } from '../panel-env.ts'
import { sessionCookie } from '../session/session-cookie.ts'

export function signOut(app: PanelApp, query: Query): void {
  app.post('/sair', may('ver'), async (c) => {
    const { operator } = c.var
    await query.as(operator).any(sql.unsafe`
      select access.end_session(${sql.binary(operator.sessao)}, ${operator.ator})`)
    sessionCookie.forget(c)
    return c.redirect('/entrar', 303)
  })
}
