/** The query string of a page as its schema reads it, or what is wrong with it by name: never a guess, and never all rows. */
import * as v from 'valibot'
import type { PanelContext } from '../panel-env.ts'
import { queryOf } from '../pieces/query-of.ts'

type QuerySchema = v.GenericSchema<unknown, unknown> & {
  readonly entries: Readonly<Record<string, v.GenericSchema>>
}

/** By name: what it accepts, or null where there is no such name. */
export type QueryProblems = Readonly<Record<string, string | null>>

export type QueryRead<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: QueryProblems }

/** `schema` is strict, and each of its entries has a description of what it accepts. */
export function readQuery<const S extends QuerySchema>(
  c: PanelContext,
  schema: S,
): QueryRead<v.InferOutput<S>> {
  const result = v.safeParse(schema, queryOf(c))
  if (result.success) return { ok: true, value: result.output }
  return { ok: false, problems: queryProblems(schema, result.issues) }
}

/** Which names the issues are about, and what each accepts. */
export function queryProblems(
  { entries }: Pick<QuerySchema, 'entries'>,
  issues: readonly v.BaseIssue<unknown>[],
): QueryProblems {
  const names = new Set(issues.map((issue) => v.getDotPath(issue)?.split('.')[0] ?? ''))
  // Not by assignment: a name from an address may be `__proto__`.
  return Object.fromEntries(
    Array.from(names, (name) => {
      const entry = Object.hasOwn(entries, name) ? entries[name] : undefined
      return [name, entry === undefined ? null : (v.getDescription(entry) ?? 'outro valor')]
    }),
  )
}
