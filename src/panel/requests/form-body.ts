/**
 * Reads the body of a form within bounds. Bytes and fields are counted before anything is parsed, because the cost of parsing
 * grows with the fields, and two megabytes of `a&` are a million of them.
 */
import { type Body, intakeOf } from '../../core/http/body-intake.ts'
import { createMiddleware } from 'hono/factory'
import type { PanelContext, PanelEnv } from '../panel-env.ts'
import { problemPage } from '../pieces/problem-page.tsx'

interface FormBounds {
  readonly bytesMax: number
  readonly fieldsMax: number
}

/** Far more than any form of the panel needs. */
const FORM: FormBounds = { bytesMax: 64 * 1024, fieldsMax: 200 }
/** A file of mappings, or its lines as the preview showed them. */
const IMPORT: FormBounds = { bytesMax: 2 * 1024 * 1024, fieldsMax: 10 }
const IMPORT_PATH = /^\/mapeamentos\/[a-z]+\/importar(?:\/aplicar)?$/

/** Sets `form` to the body of a form. Answers 413 to one that is too large, 408 to an incomplete one, and 503 while too many arrive at once. */
export const formBody = createMiddleware<PanelEnv>(async (c, next) => {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return next()
  const bounds = IMPORT_PATH.test(c.req.path) ? IMPORT : FORM
  if (Number(c.req.header('content-length') ?? 0) > bounds.bytesMax) return tooLarge(c, bounds)
  const env = c.env as Partial<PanelContext['env']> | undefined
  const read = await intakeOf(env?.intake, c.req.raw).read(bounds.bytesMax)
  if (read.kind === 'too_large') return tooLarge(c, bounds)
  if (read.kind !== 'complete') return unread(c, read.kind)
  const separator = separatorOf(c.req.header('content-type') ?? '')
  if (countOf(read.bytes, separator, bounds.fieldsMax) > bounds.fieldsMax) {
    return problemPage(c, 413, 'Grande demais', 'O formulário tem campos demais.')
  }
  c.set('form', read.bytes)
  return next()
})

function tooLarge(c: PanelContext, { bytesMax }: FormBounds) {
  const sentence = `O formulário passa de ${bytesMax / 1024} KiB.`
  return problemPage(c, 413, 'Grande demais', sentence)
}

function unread(c: PanelContext, kind: Exclude<Body['kind'], 'complete' | 'too_large'>) {
  if (kind === 'incomplete') {
    return problemPage(c, 408, 'Incompleto', 'O formulário não chegou inteiro: envie de novo.')
  }
  c.header('retry-after', '1')
  const sentence = 'Há formulários demais chegando agora: envie de novo em instantes.'
  return problemPage(c, 503, 'Agora não', sentence)
}

/** The separator between two fields. */
function separatorOf(contentType: string): string {
  const boundary = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType)
  return boundary === null ? '&' : `--${boundary[1] ?? boundary[2]}`
}

/** Stops counting just past `most`. */
function countOf(bytes: Buffer, separator: string, most: number): number {
  let count = 0
  let at = bytes.indexOf(separator)
  while (at !== -1 && count <= most) {
    count += 1
    at = bytes.indexOf(separator, at + separator.length)
  }
  return count
}
