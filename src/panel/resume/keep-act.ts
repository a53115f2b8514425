/** What a visitor sends whose session is over is kept for them; and given up once it has been confirmed. */
import { createMiddleware } from 'hono/factory'
import * as v from 'valibot'
import { type Query, sql } from '../../db/connect/query.ts'
import type { PanelContext, PanelEnv } from '../panel-env.ts'
import { actWords } from './act-words.ts'
import { CONFIRMED, readKeptAct } from './kept-act.ts'
import { keptActs } from './kept-acts.ts'

const Owner = v.object({ dono: v.nullable(v.string()) })

/** Whether it was an act. `hash`: of the token that the browser brought; null: none. */
export async function keepAct(
  c: PanelContext,
  query: Query,
  hash: Buffer | null,
): Promise<boolean> {
  const ato = actWords(c.req.path) === null ? null : await readKeptAct(c)
  if (ato === null) return false
  const dono =
    hash === null
      ? null
      : await query.as({ tenants: [], ator: 'painel' }).oneFirst(sql.type(Owner)`
          select access.session_owner(${sql.binary(hash)}) as dono`)
  keptActs.keep(c, ato, dono)
  return true
}

/** Behind `signedIn`: an act that was confirmed waits no longer, unless it failed or this person may not do it. */
export const giveUpConfirmed = createMiddleware<PanelEnv>(async (c, next) => {
  await next()
  const id = c.req.query(CONFIRMED) ?? ''
  const isHeard = c.res.status < 500 && ![403, 408, 413, 415].includes(c.res.status)
  if (c.req.method === 'POST' && /^[0-9a-f]{12}$/.test(id) && isHeard) keptActs.forget(c, id)
})
