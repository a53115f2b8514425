/** The refusals of a route, for its OpenAPI description. All of them are RFC 9457 problem details. */
import { resolver } from 'hono-openapi'
import * as v from 'valibot'

const Problem = v.pipe(
  v.object({
    type: v.string(),
    title: v.string(),
    status: v.number(),
    detail: v.string(),
    instance: v.optional(v.string()),
    codigo: v.pipe(v.string(), v.description('nome estável do problema')),
  }),
  v.metadata({ ref: 'Problema' }),
)

const MEANINGS = {
  400: 'Parâmetro desconhecido ou malformado, ou corpo que não é JSON',
  401: 'Sem token válido',
  403: 'O papel do token não basta',
  404: 'Não existe, ou é de um tenant que o token não alcança',
  409: 'O estado atual não permite',
  413: 'Corpo grande demais',
  415: 'O corpo não é application/json',
  422: 'Conteúdo que não pode ser aceito',
  503: 'O banco de dados não está respondendo',
} as const

/** Response objects for these statuses; 401 and 503 can come from anywhere and are always there. */
export function problemResponses(...statuses: readonly (keyof typeof MEANINGS)[]) {
  return Object.fromEntries(
    [401 as const, ...statuses, 503 as const].map((status) => [
      String(status),
      {
        description: MEANINGS[status],
        content: { 'application/problem+json': { schema: resolver(Problem) } },
      },
    ]),
  )
}
