/** Lets through only bodies that are declared as JSON and are within bounds, before any of it is parsed. */
import { isUtf8 } from 'node:buffer'
import { createMiddleware } from 'hono/factory'
import { type Body, type BodyIntake, intakeOf } from '../core/http/body-intake.ts'
import { isBoundedJson } from '../core/json/bounded-json.ts'
import { problem, problemResponse } from '../core/http/problem.ts'

export interface JsonBodyEnv {
  Bindings: { readonly intake?: BodyIntake }
  /** The body as it was sent. */
  Variables: { body: Uint8Array<ArrayBuffer> }
}

const BODY_MAX_BYTES = 1024 * 1024
/** The bounds of a body that is parsed: it holds a reason and little else. */
const BOUNDS = { depthMax: 8, valuesMax: 1000 }

/** 415 for another content type. */
export const jsonType = createMiddleware(async (c, next) => {
  const type = c.req.header('content-type') ?? ''
  if (/^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?$/i.test(type)) return next()
  return problemResponse(
    problem(415, 'tipo_de_conteudo', { detail: 'Envie Content-Type application/json em UTF-8.' }),
  )
})

/** 413 beyond 1 MiB, with or without a content length. */
export const jsonLimit = createMiddleware<JsonBodyEnv>(async (c, next) => {
  const read = await intakeOf(c.env?.intake, c.req.raw).read(BODY_MAX_BYTES)
  if (read.kind !== 'complete') return unread(read)
  c.set('body', new Uint8Array(read.bytes))
  return next()
})

/** For routes that parse the body: 400 if it is not UTF-8, is too deep or has too many values. */
export const jsonBounds = createMiddleware<JsonBodyEnv>(async (c, next) => {
  const { body } = c.var
  // A parser would replace a broken letter by a sign, and the sign would be stored.
  if (!isUtf8(body)) {
    const detail = 'O corpo não é JSON válido em UTF-8.'
    return problemResponse(problem(400, 'json_invalido', { detail }))
  }
  if (!isBoundedJson(body, BOUNDS)) {
    const detail = 'O JSON tem níveis ou valores demais para esta rota.'
    return problemResponse(problem(400, 'json_excessivo', { detail }))
  }
  // The intake has consumed the request's own body.
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
