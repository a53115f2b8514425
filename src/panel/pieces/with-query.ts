/** The address of a page with other parameters, for links to the next page and to other tabs. */
import type { PanelContext } from '../panel-env.ts'

/** The same address with some parameters other than they were; null takes one away. What `done` has added is left out. */
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
