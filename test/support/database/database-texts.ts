/** Reads all texts of a database, column by column: of every table, or of every view. */
import type { Said } from '../canary/canaries.ts'
import type { SqlClient } from './sql-client.ts'

const COLUMNS = `
  select c.table_schema as schema, c.table_name as name, c.column_name as column, c.data_type as type
  from information_schema.columns as c
  join information_schema.tables as t using (table_schema, table_name)
  where c.table_schema = $1
    and t.table_type = $2
    and c.data_type in ('text', 'character varying', 'character', 'json', 'jsonb', 'bytea', 'ARRAY', 'USER-DEFINED')
  order by 1, 2, c.ordinal_position`

/** `where` is `schema.name.column`; the text is all that the column contains. Bytes are read as text. */
export async function databaseTexts(
  client: SqlClient,
  schema: string,
  kind: 'BASE TABLE' | 'VIEW',
): Promise<readonly Said[]> {
  const columns = await client.rows<Record<'schema' | 'name' | 'column' | 'type', string>>(
    COLUMNS,
    [schema, kind],
  )
  const said: Said[] = []
  for (const { name, column, type } of columns) {
    const value = type === 'bytea' ? `encode("${column}", 'escape')` : `"${column}"::text`
    const text = await client.value<string | null>(
      `select string_agg(${value}, E'\\n') from ${schema}."${name}"`,
    )
    said.push({ where: `${schema}.${name}.${column}`, text: text ?? '' })
  }
  return said
}
