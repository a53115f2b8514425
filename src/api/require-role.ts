/** Lets through only callers whose papel is at least the one asked for. Runs after `authenticate`. */
import { createMiddleware } from 'hono/factory'
import { problem, problemResponse } from '../core/http/problem.ts'
import { type ApiEnv, PAPEIS, type Papel } from '../reads/caller.ts'

/** 403 for a lesser papel. */
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
