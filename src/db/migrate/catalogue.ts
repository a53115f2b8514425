/**
 * What a database holds, as text that is the same for the same schema: for review, and to see that a
 * migration changed what it meant to. Read from PostgreSQL's own catalogue, sorted, without object numbers.
 */
import pg from 'pg'
import { catalogueQueries } from './catalogue-queries.ts'
import { hubSchemas } from './schemas.ts'

/** Lists the hub's schemas of the database at `url`. Throws what pg throws. */
export async function listCatalogue(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url, application_name: 'hub-catalogue' })
  client.on('error', () => {})
  await client.connect()
  try {
    // Everything comes qualified, in one time zone and one format.
    await client.query(
      `set search_path = ''; set timezone = 'UTC'; set quote_all_identifiers = off`,
    )
    const sections: string[] = []
    for (const [title, text] of Object.entries(catalogueQueries)) {
      const listed = await client.query<{ line: string }>(text, [[...hubSchemas]])
      sections.push(`## ${title}\n\n${listed.rows.map(({ line }) => `${line}\n`).join('')}`)
    }
    return sections.join('\n')
  } finally {
    await client.end()
  }
}
