/**
 * A named prepared statement, or the same without its name: a transaction pooler may lend the next statement another
 * server connection, which does not know the name (26000), or knows it already (42P05). Either is said before
 * anything is executed. From then on the whole pool does without names.
 */
import type { QueryConfig, QueryResult, QueryResultRow } from 'pg'
import type { Pool } from './pool.ts'
import { sqlState } from './sql-state.ts'

/** pg knows of the time limit, and its types don't. */
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
