/** The refusals of a route for its OpenAPI description. All are problem details (RFC 9457). */
import { problem } from '../core/http/problem.ts'

export const problemSchema = {
  type: 'object',
  description:
    'RFC 9457. codigo é o nome estável; detail diz o que fazer, e nunca repete o que foi enviado.',
  required: ['type', 'title', 'status', 'detail', 'codigo'],
  properties: {
    type: { type: 'string', description: 'urn:hub-outbox:problema:CODIGO' },
    title: { type: 'string' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    detail: { type: 'string' },
    instance: { type: 'string', description: 'esta ocorrência, como urn:uuid:TRACE_ID' },
    codigo: { type: 'string', description: 'nome estável do problema' },
    problemas: {
      type: 'array',
      description: 'os campos recusados, e o que cada um aceita',
      items: {
        type: 'object',
        required: ['campo', 'aceita'],
        properties: { campo: { type: ['string', 'null'] }, aceita: { type: 'string' } },
      },
    },
    erros: {
      type: 'array',
      description: 'os campos recusados de um evento, e por quê',
      items: {
        type: 'object',
        required: ['campo', 'motivo'],
        properties: { campo: { type: 'string' }, motivo: { type: 'string' } },
      },
    },
  },
} as const

const MEANINGS = {
  400: ['parametro_invalido', 'Parâmetro desconhecido ou malformado, ou corpo que não é JSON'],
  401: ['token_invalido', 'Sem token válido, ou sem prova de quem envia'],
  403: ['papel_insuficiente', 'O papel do token não basta, ou este remetente não é aceito'],
  404: ['nao_encontrado', 'Não existe, ou é de um tenant que o token não alcança'],
  405: ['metodo_nao_permitido', 'Este endereço não tem este método'],
  409: ['conflito', 'O estado atual não permite'],
  413: ['corpo_grande', 'Corpo grande demais'],
  415: ['tipo_nao_aceito', 'O corpo não é application/json'],
  422: ['conteudo_invalido', 'Conteúdo que não pode ser aceito'],
  429: ['requisicoes_demais', 'Requisições demais: espere o que diz Retry-After'],
  503: ['indisponivel', 'O banco de dados não está respondendo'],
} as const

/** Response objects for these statuses. Every route can answer 401 and 503, so they are always included. */
export function problemResponses(...statuses: readonly (keyof typeof MEANINGS)[]) {
  return Object.fromEntries(
    [401 as const, ...statuses, 503 as const].map((status) => {
      const [codigo, detail] = MEANINGS[status]
      const example = problem(status, codigo, { detail: `${detail}.` })
      const schema = { $ref: '#/components/schemas/Problema' }
      return [
        String(status),
        { description: detail, content: { 'application/problem+json': { schema, example } } },
      ]
    }),
  )
}
