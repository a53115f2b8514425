/**
 * Checks each row of slonik's by the schema of its query, `sql.type(schema)`. A row that does not fit is a programmer's
 * mistake; the error names its fields and holds none of its values.
 */
import type { Interceptor } from 'slonik'
import { HubError } from '../../core/errors.ts'

/** Hands on the schema's output, or throws HubError `internal` that names the query and the fields. */
export const checkRows: Interceptor = {
  name: 'check-rows',
  transformRow: ({ resultParser }, query, row) => {
    if (resultParser === undefined) return row
    const checked = resultParser['~standard'].validate(row)
    if (checked instanceof Promise) {
      throw new HubError('internal', `Esquema assíncrono na consulta: ${queryName(query.sql)}`)
    }
    if (checked.issues === undefined) return checked.value as typeof row
    const fields = checked.issues.map(({ path }) => (path ?? []).map(keyOf).join('.') || 'linha')
    throw new HubError(
      'internal',
      `Resultado fora do esquema (${[...new Set(fields)].join(', ')}) na consulta: ${queryName(query.sql)}`,
    )
  },
}

/** The statement on one line, cut at 160 characters. It holds placeholders, not values. */
export function queryName(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > 160 ? `${line.slice(0, 159)}…` : line
}

function keyOf(segment: PropertyKey | { readonly key: PropertyKey }): string {
  return String(typeof segment === 'object' ? segment.key : segment)
}
