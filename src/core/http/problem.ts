/**
 * Error answers as RFC 9457 problem details. Callers switch on `codigo`, which is stable; titles and details are pt-BR
 * sentences for people. No answer ever repeats what the caller sent.
 */

export interface Problem {
  /** `urn:hub-outbox:problema:<codigo>`: a name, not an address to open. */
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  /** Names this one occurrence, such as `urn:uuid:<traceId>`. */
  readonly instance?: string
  readonly codigo: string
  /** Additional members, such as `problemas: [...]`. */
  readonly [extension: string]: unknown
}

interface ProblemParts {
  /** What went wrong and what to do, in one pt-BR sentence. Must not echo input. */
  detail: string
  /** [the usual title of the status] */
  title?: string
  instance?: string
  readonly [extension: string]: unknown
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Requisição inválida',
  401: 'Não autenticado',
  403: 'Acesso negado',
  404: 'Não encontrado',
  405: 'Método não permitido',
  406: 'Formato de resposta não disponível',
  408: 'Tempo esgotado ao receber a requisição',
  409: 'Conflito com o estado atual',
  411: 'Tamanho do corpo não informado',
  413: 'Corpo grande demais',
  415: 'Tipo de conteúdo não aceito',
  422: 'Conteúdo não processável',
  429: 'Requisições demais',
  431: 'Cabeçalhos grandes demais',
  500: 'Erro interno',
  503: 'Serviço indisponível',
  504: 'Tempo esgotado',
}

/** Builds the document. `status` is an HTTP status from 400 to 599; `codigo` is snake_case. */
export function problem(status: number, codigo: string, parts: ProblemParts): Problem {
  const { title, detail, instance, ...extensions } = parts
  return {
    ...extensions,
    type: `urn:hub-outbox:problema:${codigo}`,
    title: title ?? TITLES[status] ?? 'Erro',
    status,
    detail,
    ...(instance === undefined ? {} : { instance }),
    codigo,
  }
}

/**
 * The response that carries a problem. `headers` adds those that the status calls for (`Retry-After`, `Allow`, …).
 * [none]
 */
export function problemResponse(
  p: Problem,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(JSON.stringify(p), {
    status: p.status,
    headers: {
      ...headers,
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
    },
  })
}
