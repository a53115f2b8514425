/** An id in a path. A text that can't be an id is answered with 404, like an id that does not exist. */
import { validator } from 'hono-openapi'
import * as v from 'valibot'
import { problem, problemResponse } from '../core/http/problem.ts'
import { isId } from '../core/id.ts'

/** Checks the path parameter `name`. `what` is the noun of the answer, such as `Evento`. */
export function idInPath(name: string, what: string) {
  const schema = v.object({
    [name]: v.pipe(
      v.string(),
      v.check(isId),
      v.description('um id, como texto'),
      v.metadata({ examples: ['1042'] }),
    ),
  })
  return validator('param', schema, ({ success }) => {
    if (success) return undefined
    return problemResponse(
      problem(404, 'nao_encontrado', {
        detail: `${what} não encontrado: um id tem só dígitos, e no máximo 19.`,
      }),
    )
  })
}
