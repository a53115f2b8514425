/** A form that could not be done: where it was sent, and what was typed, without secrets. */
import { createHash } from 'node:crypto'
import * as v from 'valibot'
import { formOwner } from '../requests/read-form.ts'
import type { PanelContext } from '../panel-env.ts'

const Field = v.tuple([v.string(), v.string()])

export const KeptAct = v.object({
  /** A digest of its address and its fields: the same form sent twice is one act. */
  id: v.pipe(v.string(), v.regex(/^[0-9a-f]{12}$/)),
  /** The address of the form, with its query string. */
  para: v.pipe(v.string(), v.startsWith('/')),
  campos: v.array(Field),
  /** The fields that held a secret, which is never kept. */
  segredos: v.array(v.string()),
  arquivos: v.array(v.string()),
  /** Whether its fields were too many to be kept, or could not be read. */
  incompleto: v.boolean(),
  /** The operator on whose page the form stood, where it says so. */
  deQuem: v.optional(v.nullable(v.string()), null),
  /** When it was sent, in milliseconds. */
  em: v.number(),
})

export type KeptAct = v.InferOutput<typeof KeptAct>

/** The parameter by which the browser says that a kept act was confirmed. */
export const CONFIRMED = 'ato'

/** `valor` holds a connector's secret; the other names say what they are. */
const SECRET = /^valor$|senha|segredo_|secret|token/

export function isSecretField(name: string): boolean {
  return SECRET.test(name)
}

/** The form of this request. Null where it has none that could be sent again. */
export async function readKeptAct(c: PanelContext): Promise<KeptAct | null> {
  if (c.req.method !== 'POST') return null
  const url = new URL(c.req.url)
  url.searchParams.delete(CONFIRMED)
  const to = url.pathname + url.search
  const act = {
    id: idOf(to, []),
    para: to,
    campos: [],
    segredos: [],
    arquivos: [],
    deQuem: null,
    em: c.var.agora.getTime(),
  }
  const pairs = await pairsOf(c)
  if (pairs === null) return { ...act, incompleto: true }
  const texts = pairs.filter((pair): pair is [string, string] => typeof pair[1] === 'string')
  const files = pairs.filter(([, value]) => value instanceof File && value.size > 0)
  const secrets = texts.filter(([name, text]) => isSecretField(name) && text !== '')
  const fields = texts.filter(([name]) => !isSecretField(name) && name !== formOwner.NAME)
  return {
    ...act,
    id: idOf(to, fields),
    campos: fields,
    segredos: [...new Set(secrets.map(([name]) => name))],
    arquivos: [...new Set(files.map(([name]) => name))],
    deQuem: formOwner.read(pairs.find(([name]) => name === formOwner.NAME)?.[1]),
    incompleto: false,
  }
}

function idOf(to: string, fields: readonly [string, string][]): string {
  const text = JSON.stringify([to, fields])
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}

async function pairsOf(c: PanelContext): Promise<[string, string | File][] | null> {
  // Where something failed before the form was read, there is none.
  const { form } = c.var
  if (form === undefined) return null
  const headers = { 'content-type': c.req.header('content-type') ?? '' }
  try {
    return [...(await new Response(form, { headers }).formData())]
  } catch {
    return null
  }
}
