/** Lets through only bodies that say they are JSON and are within bounds, before any of it is parsed. */
import { isUtf8 } from 'node:buffer'
import { createMiddleware } from 'hono/factory'
import { type Body, type BodyIntake, intakeOf } from '../core/http/body-intake.ts'
import { isBoundedJson } from '../core/json/bounded-json.ts'
import { problem, problemResponse } from '../core/http/problem.ts'

export interface JsonBodyEnv {
  Bindings: { readonly intake?: BodyIntake }
  /** What was sent, byte by byte. */
  Variables: { body: Uint8Array<ArrayBuffer> }
}

const BODY_MAX_BYTES = 1024 * 1024
/** Of what is parsed at once: a reason, and little beside it. */
const BOUNDS = { depthMax: 8, valuesMax: 1000 }

/** 415 for another content type. */
export const jsonType = createMiddleware(async (c, next) => {
  const type = c.req.header('content-type') ?? ''
  if (/^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?$/i.test(type)) return next()
  return problemResponse(
    problem(415, 'tipo_de_conteudo', { detail: 'Envie Content-Type application/json em UTF-8.' }),
  )
})

/** 413 beyond 1 MiB, however it is sent. */
export const jsonLimit = createMiddleware<JsonBodyEnv>(async (c, next) => {
  const read = await intakeOf(c.env?.intake, c.req.raw).read(BODY_MAX_BYTES)
  if (read.kind !== 'complete') return unread(read)
  c.set('body', new Uint8Array(read.bytes))
  return next()
})

/** For routes that parse it by a schema: 400 for what is no UTF-8, too deep or too much to be one of theirs. */
export const jsonBounds = createMiddleware<JsonBodyEnv>(async (c, next) => {
  const { body } = c.var
  // A parser would put a sign where a letter was lost, and that would be kept.
  if (!isUtf8(body)) {
    const detail = 'O corpo não é JSON válido em UTF-8.'
    return problemResponse(problem(400, 'json_invalido', { detail }))
  }
  if (!isBoundedJson(body, BOUNDS)) {
    const detail = 'O JSON tem níveis ou valores demais para esta rota.'
    return problemResponse(problem(400, 'json_excessivo', { detail }))
  }
  // The listener has taken the request's own body in.
  const { method, url } = c.req
  c.req.raw = new Request(url, { method, headers: c.req.header(), body })
  return next()
})

function unread({ kind }: Exclude<Body, { kind: 'complete' }>): Response {
  const { status, codigo, detail, ...headers } = UNREAD[kind]
  return problemResponse(problem(status, codigo, { detail }), headers)
}

const UNREAD = {
  too_large: {
    status: 413,
    codigo: 'corpo_grande',
    detail: `O corpo passa de ${BODY_MAX_BYTES} bytes.`,
  },
  no_room: {
    status: 503,
    codigo: 'indisponivel',
    detail: 'Há corpos demais sendo recebidos agora: envie de novo.',
    'retry-after': '1',
  },
  incomplete: {
    status: 408,
    codigo: 'corpo_incompleto',
    detail: 'O corpo não chegou inteiro: envie de novo.',
  },
} as const
