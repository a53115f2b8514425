/** The answer to a method that a path does not have: 405 with the ones it has, made from the routes themselves. */
import type { Hono } from 'hono'
import { problem, problemResponse } from '../core/http/problem.ts'
import type { ApiEnv } from '../reads/caller.ts'

/** Call it after every route of `app` is there. */
export function methodNotAllowed(app: Hono<ApiEnv>): void {
  const routes = app.routes.filter(({ method }) => method !== 'ALL')
  const byPath = Map.groupBy(routes, ({ path }) => path)
  for (const [path, known] of byPath) {
    const allow = [...new Set(known.map(({ method }) => method))].join(', ')
    app.all(path, () =>
      problemResponse(
        problem(405, 'metodo_nao_permitido', { detail: `Este endereço só aceita ${allow}.` }),
        { allow },
      ),
    )
  }
}
