/**
 * Runs named prepared statements, and calls SQL functions by them: one round trip and one commit each.
 *
 * A transaction pooler may run the next statement on another server connection, which does not know the name (26000) or
 * knows it already (42P05). PostgreSQL reports either before it executes anything. From then on the whole pool sends
 * its statements without names.
 */
import type { QueryConfig, QueryResult, QueryResultRow } from 'pg'
import type { Pool } from './pool.ts'
import { sqlState } from './sql-state.ts'

/** pg supports `query_timeout`, but its types lack it. */
export interface NamedQuery extends QueryConfig<unknown[]> {
  readonly name: string
  readonly query_timeout: number
}

const nameless = new WeakSet<Pool>()
const lostNames = new Set(['26000', '42P05'])

/** Throws pg's error. */
export async function namedQuery<Row extends QueryResultRow>(
  pool: Pool,
  query: NamedQuery,
): Promise<QueryResult<Row>> {
  const { name: _, ...unnamed } = query
  if (nameless.has(pool)) return pool.query<Row>(unnamed)
  try {
    return await pool.query<Row>(query)
  } catch (error) {
    if (!lostNames.has(sqlState(error) ?? '')) throw error
    nameless.add(pool)
    return pool.query<Row>(unnamed)
  }
}

export interface RoutineCaller {
  /** The rows that `text`, a select from one function, returns. `name` names the prepared statement. */
  rows<Row>(name: string, text: string, values: readonly unknown[]): Promise<Row[]>
  /** The result of a function that returns one value; `expression` calls it. */
  value<T>(name: string, expression: string, values: readonly unknown[]): Promise<T>
}

/** How long to wait for a database that does not answer. */
const queryTimeoutMs = 10_000

/** The methods throw pg's error. */
export function routineCaller(pool: Pool): RoutineCaller {
  async function rows<Row>(name: string, text: string, values: readonly unknown[]): Promise<Row[]> {
    const config = { name, text, values: [...values], query_timeout: queryTimeoutMs }
    return (await namedQuery<Row & Record<string, unknown>>(pool, config)).rows
  }
  return {
    rows,
    async value<T>(name: string, expression: string, values: readonly unknown[]): Promise<T> {
      const [row] = await rows<{ answer: T }>(name, `select ${expression} as answer`, values)
      if (row === undefined) throw new Error(`${name} answered no row`)
      return row.answer
    },
  }
}
