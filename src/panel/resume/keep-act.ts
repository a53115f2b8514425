/** Keeps acts that can't be done in this session, for the person who sent them, and drops them once they are confirmed. */
import { createMiddleware } from 'hono/factory'
import * as v from 'valibot'
import { type Query, sql } from '../../db/connect/query.ts'
import type { PanelContext, PanelEnv } from '../panel-env.ts'
import { actWords } from './act-words.ts'
import { CONFIRMED, readKeptAct } from './kept-act.ts'
import { keptActs } from './kept-acts.ts'

const Owner = v.object({ dono: v.nullable(v.string()) })

/** Keeps the act of a person whose session is over. Answers whether it was an act. `hash` is that of the browser's token; null: it has none. */
export async function keepAct(
  c: PanelContext,
  query: Query,
  hash: Buffer | null,
): Promise<boolean> {
  const act = actWords(c.req.path) === null ? null : await readKeptAct(c)
  if (act === null) return false
  const owner =
    hash === null
      ? null
      : await query.as({ tenants: [], ator: 'painel' }).oneFirst(sql.type(Owner)`
          select access.session_owner(${sql.binary(hash)}) as dono`)
  keptActs.keep(c, act, owner)
  return true
}

/** Behind `signedIn`: drops a kept act once it was confirmed, unless it failed or this person may not do it. */
export const giveUpConfirmed = createMiddleware<PanelEnv>(async (c, next) => {
  await next()
  const id = c.req.query(CONFIRMED) ?? ''
  const isHeard = c.res.status < 500 && ![403, 408, 413, 415].includes(c.res.status)
  if (c.req.method === 'POST' && /^[0-9a-f]{12}$/.test(id) && isHeard) keptActs.forget(c, id)
})

/**
 * Behind `signedIn`: a form that was made for another operator, who used the same browser before, is not done. It is kept for
 * the person who sent it, who sees what it would do and confirms or drops it.
 */
export const ownForm = createMiddleware<PanelEnv>(async (c, next) => {
  // Signing out, or dropping a kept act, is not kept itself.
  if (c.req.method !== 'POST' || actWords(c.req.path) === null) return next()
  const act = await readKeptAct(c)
  const { id } = c.var.operator
  if (act === null || act.deQuem === null || act.deQuem === id) return next()
  keptActs.keep(c, act, id)
  return c.redirect('/retomar', 303)
})
