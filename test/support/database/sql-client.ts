/** A superuser's connection to a test's database, for arranging and asserting, never for what is being tested. */
import type { TestContext } from 'node:test'
import pg from 'pg'

export interface SqlClient {
  /** The rows of one statement; int8 is a string, timestamptz a Date. */
  rows<Row extends pg.QueryResultRow = Record<string, unknown>>(
    text: string,
    params?: readonly unknown[],
  ): Promise<Row[]>
  /** The first column of the only row; throws when there is not exactly one row. */
  value<T = unknown>(text: string, params?: readonly unknown[]): Promise<T>
  /** Closes the connection before the test ends. */
  end(): Promise<void>
}

/** One connection, closed when the test ends. A text with several statements must come without `params`. */
export async function sqlClient(t: TestContext, url: string): Promise<SqlClient> {
  const client = new pg.Client({ connectionString: url, application_name: 'test' })
  // A test may end this very connection on the server.
  client.on('error', () => {})
  await client.connect()
  let ended: Promise<void> | undefined
  const end = () => (ended ??= client.end())
  t.after(end)
  const rows = async <Row extends pg.QueryResultRow>(
    text: string,
    params: readonly unknown[] = [],
  ) => {
    const result = await (params.length === 0
      ? client.query<Row>(text)
      : client.query<Row>(text, [...params]))
    return result.rows
  }
  const value = async <T>(text: string, params?: readonly unknown[]): Promise<T> => {
    const found = await rows<Record<string, T>>(text, params)
    const [row] = found
    if (row === undefined || found.length > 1) {
      throw new Error(`one row was expected, and ${found.length} came: ${text}`)
    }
    return Object.values(row)[0] as T
  }
  return { rows, value, end }
}
