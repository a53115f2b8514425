/** Creates benchmark functions in a database: `bench.NAME` from ../sql/NAME.sql. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'

export async function installFunction(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('create schema if not exists bench')
    await client.query(readFileSync(join(import.meta.dirname, '../sql', `${name}.sql`), 'utf8'))
  } finally {
    await client.end()
  }
}
