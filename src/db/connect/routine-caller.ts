/** Calls SQL functions as named prepared statements: one round trip and one commit each. */
import { namedQuery } from './named-query.ts'
import type { Pool } from './pool.ts'

export interface RoutineCaller {
  /** The rows that `text`, a select from one function, answers. `name` is the prepared statement's. */
  rows<Row>(name: string, text: string, values: readonly unknown[]): Promise<Row[]>
  /** The answer of a function that returns one value: `expression` is its call. */
  value<T>(name: string, expression: string, values: readonly unknown[]): Promise<T>
}

/** A database that does not answer is not waited for longer than this. */
const queryTimeoutMs = 10_000

/** Methods throw pg's error. */
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
