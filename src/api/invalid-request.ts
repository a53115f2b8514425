/**
 * The answer to a request that its schema refuses: which field, and what it accepts. Only names and descriptions of
 * the schema are written, never what was sent: a validator's own issues carry the input.
 */
import * as v from 'valibot'
import { misspeltParameters } from '../core/http/misspelt-parameters.ts'
import { problem, problemResponse } from '../core/http/problem.ts'

type Entries = Readonly<Record<string, v.GenericSchema>>
type ObjectSchema = v.GenericSchema & { readonly entries: Entries }

interface Result {
  readonly success: boolean
  readonly error?: readonly { readonly path?: readonly unknown[] | undefined }[]
}

/** Hono's context: all that is looked at of it. */
interface Asked {
  readonly req: { readonly url: string }
}

/** A validation hook: 400 for a query or 422 for a body, with a `problemas` list; nothing where the input is good. */
export function invalidRequest(schema: ObjectSchema, status: 400 | 422) {
  const known = Object.keys(schema.entries)
  return (result: Result, { req }: Asked): Response | undefined => {
    const misspelt = status === 400 ? misspeltParameters(req.url) : []
    if (result.success && misspelt.length === 0) return undefined
    const refused = (result.error ?? []).map((issue) => fieldOf(issue.path))
    const fields = new Set([...misspelt, ...refused])
    const problemas = [...fields].map((campo) =>
      campo !== null && known.includes(campo)
        ? { campo, aceita: descriptionOf(schema.entries[campo]) }
        : { campo: null, aceita: `somente: ${known.join(', ')}` },
    )
    return problemResponse(
      problem(status, status === 400 ? 'parametro_invalido' : 'conteudo_invalido', {
        detail: 'Há campos desconhecidos ou malformados: veja em problemas o que cada um aceita.',
        problemas,
      }),
    )
  }
}

function fieldOf(path: readonly unknown[] | undefined): string | null {
  const first = path?.[0]
  if (typeof first === 'string') return first
  if (typeof first !== 'object' || first === null || !('key' in first)) return null
  return typeof first.key === 'string' ? first.key : null
}

function descriptionOf(schema: v.GenericSchema | undefined): string {
  return (schema && v.getDescription(schema)) ?? 'outro valor'
}
