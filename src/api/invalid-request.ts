/** The answer to a request that its schema refuses: which field, and what it accepts. Nothing of what was sent is in it. */
import type * as v from 'valibot'
import { problem, problemResponse } from '../core/http/problem.ts'
import { inputProblems, misspeltParameters } from '../reads/input-problems.ts'

type Entries = Readonly<Record<string, v.GenericSchema>>
type ObjectSchema = v.GenericSchema & { readonly entries: Entries }

interface Result {
  readonly success: boolean
  readonly error?: readonly { readonly path?: readonly unknown[] | undefined }[]
}

/** The part of hono's context that is read. */
interface Asked {
  readonly req: { readonly url: string }
}

/** A validation hook: 400 for a query or 422 for a body, with a `problemas` list; nothing where the input is good. */
export function invalidRequest(schema: ObjectSchema, status: 400 | 422) {
  const known = Object.keys(schema.entries).join(', ')
  return (result: Result, { req }: Asked): Response | undefined => {
    const misspelt = status === 400 ? misspeltParameters(req.url) : []
    if (result.success && misspelt.length === 0) return undefined
    const problems = inputProblems(schema, result.error ?? [], misspelt)
    return problemResponse(
      problem(status, status === 400 ? 'parametro_invalido' : 'conteudo_invalido', {
        detail: 'Há campos desconhecidos ou malformados: veja em problemas o que cada um aceita.',
        problemas: Object.entries(problems).map(([campo, aceita]) =>
          aceita === null ? { campo: null, aceita: `somente: ${known}` } : { campo, aceita },
        ),
      }),
    )
  }
}
