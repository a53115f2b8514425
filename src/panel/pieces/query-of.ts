/** The query string of a page as its filters read it: without what `done` has added. */
import { misspeltParameters } from '../../core/http/misspelt-parameters.ts'
import type { PanelContext } from '../panel-env.ts'

/** Stands for what can't be read, and is refused by every filter, by its name. */
const UNREADABLE = '\0'

/** A name that is given once is a text, one that is repeated a list. */
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
