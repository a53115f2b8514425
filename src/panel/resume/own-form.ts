/**
 * Behind `signedIn`: a form that was made for somebody else, and is sent in the session of another who has entered in the
 * same browser since, is not done. It is kept for whoever sent it, who sees what it would do, and confirms or drops it.
 */
import { createMiddleware } from 'hono/factory'
import type { PanelEnv } from '../panel-env.ts'
import { actWords } from './act-words.ts'
import { readKeptAct } from './kept-act.ts'
import { keptActs } from './kept-acts.ts'

export const ownForm = createMiddleware<PanelEnv>(async (c, next) => {
  // Going away, or dropping what waits, is no act of anybody's.
  if (c.req.method !== 'POST' || actWords(c.req.path) === null) return next()
  const ato = await readKeptAct(c)
  const { id } = c.var.operator
  if (ato === null || ato.deQuem === null || ato.deQuem === id) return next()
  keptActs.keep(c, ato, id)
  return c.redirect('/retomar', 303)
})
