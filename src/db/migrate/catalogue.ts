/**
 * Lists the schema of a database as text, the same text for the same schema. Reviewers read it, and see from it whether
 * a migration changed what it was meant to. The list comes from PostgreSQL's catalogue, sorted and without object ids.
 */
import pg from 'pg'
import { catalogueQueries } from './catalogue-queries.ts'
import { hubSchemas } from './schemas.ts'

/** Lists the hub's schemas in the database at `url`. Throws pg's error. */
export async function listCatalogue(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url, application_name: 'hub-catalogue' })
  client.on('error', () => {})
  await client.connect()
  try {
    // With these settings every name is qualified, and times have one zone and one format.
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
