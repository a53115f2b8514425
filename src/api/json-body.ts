/** Lets through only bodies that say they are JSON and are no larger than 1 MiB, before any of it is parsed. */
import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import { problem, problemResponse } from '../core/problem.ts'

const BODY_MAX_BYTES = 1024 * 1024

/** 415 for another content type. */
export const jsonType = createMiddleware(async (c, next) => {
  const type = c.req.header('content-type') ?? ''
  if (/^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?$/i.test(type)) return next()
  return problemResponse(
    problem(415, 'tipo_de_conteudo', { detail: 'Envie Content-Type application/json em UTF-8.' }),
  )
})

/** 413 beyond 1 MiB. */
export const jsonLimit = bodyLimit({
  maxSize: BODY_MAX_BYTES,
  onError: () =>
    problemResponse(
      problem(413, 'corpo_grande', { detail: `O corpo passa de ${BODY_MAX_BYTES} bytes.` }),
    ),
})
