/** The query string of a page, as its schema reads it, or what is wrong with each parameter. A malformed filter is never ignored, because that would show all rows. */
import * as v from 'valibot'
import {
  type InputProblems,
  inputProblems,
  misspeltParameters,
} from '../../reads/input-problems.ts'
import type { PanelContext } from '../panel-env.ts'

type QuerySchema = v.GenericSchema<unknown, unknown> & {
  readonly entries: Readonly<Record<string, v.GenericSchema>>
}

export type QueryRead<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: InputProblems }

/** `schema` is strict, and each of its entries has a description of what it accepts. */
export function readQuery<const S extends QuerySchema>(
  c: PanelContext,
  schema: S,
): QueryRead<v.InferOutput<S>> {
  return readParameters(queryOf(c), schema)
}

/** The same for parameters that are kept elsewhere than in the address, or are shown again. */
export function readParameters<const S extends QuerySchema>(
  parameters: Readonly<Record<string, unknown>>,
  schema: S,
): QueryRead<v.InferOutput<S>> {
  const result = v.safeParse(schema, parameters)
  if (result.success) return { ok: true, value: result.output }
  return { ok: false, problems: inputProblems(schema, result.issues) }
}

/** Stands for what can't be read, and is refused by every filter, by its name. */
const UNREADABLE = '\0'

/** A name that is given once is a text, one that is repeated a list. What `done` has added is left out. */
export function queryOf(c: PanelContext): Readonly<Record<string, string | string[]>> {
  const all = Object.entries(c.req.queries()).filter(([name]) => name !== 'feito' && name !== 'n')
  const misspelt = misspeltParameters(c.req.url)
  return Object.fromEntries(
    all.map(([name, [first = '', ...rest]]) => {
      if (misspelt.includes(name)) return [name, UNREADABLE]
      return [name, rest.length === 0 ? first : [first, ...rest]]
    }),
  )
}

/** The same address with some parameters other than they were; null takes one away. */
export function withQuery(
  c: PanelContext,
  changes: Readonly<Record<string, string | null>>,
): string {
  const params = new URLSearchParams()
  for (const [name, values] of Object.entries(c.req.queries())) {
    if (name === 'feito' || name === 'n' || Object.hasOwn(changes, name)) continue
    for (const value of values) if (value !== '') params.append(name, value)
  }
  for (const [name, value] of Object.entries(changes)) if (value !== null) params.set(name, value)
  const text = params.toString()
  return text === '' ? c.req.path : `${c.req.path}?${text}`
}
