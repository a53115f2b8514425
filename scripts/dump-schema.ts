/**
 * Writes `sql/schema.txt`, the schema that the migrations and routines make in an empty database. With `--check` it
 * writes nothing, and fails with the lines that differ when the committed listing is another one.
 *
 * It starts a PostgreSQL of its own in a temporary directory and removes both at the end.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createLogger } from '../src/core/log.ts'
import { listCatalogue } from '../src/db/migrate/catalogue.ts'
import { startEmbedded } from '../src/db/embedded/embedded.ts'
import { migrate } from '../src/db/migrate/migrate.ts'

const sqlDir = join(import.meta.dirname, '..', 'sql')
const path = join(sqlDir, 'schema.txt')
const log = createLogger({ level: 'warn' })
const header = `# The schema, as PostgreSQL 18 sees it after \`hub migrate\`. Made by scripts/dump-schema.ts; not edited by hand.\n\n`

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
const listing = header + (await listMigrated())
const committed = existsSync(path) ? readFileSync(path, 'utf8') : ''
if (!values.check) {
  writeFileSync(path, listing)
  console.log(`${path} ${listing === committed ? 'unchanged' : 'written'}`)
} else if (listing !== committed) {
  console.error(
    [
      'sql/schema.txt is not what the migrations make; run scripts/dump-schema.ts and commit it:',
      ...difference(committed, listing),
    ].join('\n'),
  )
  process.exitCode = 1
}

async function listMigrated(): Promise<string> {
  const dataDir = mkdtempSync(join(tmpdir(), 'hub-schema-'))
  try {
    const server = await startEmbedded({ dataDir, log, settings: { fsync: 'off' } })
    try {
      await migrate({ url: server.url, sqlDir, log })
      return await listCatalogue(server.url)
    } finally {
      await server.stop()
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** The lines that only one of them has. That is enough, because each line of a listing names its object. */
function difference(before: string, after: string): string[] {
  const [old, now] = [before.split('\n'), after.split('\n')]
  const [oldLines, nowLines] = [new Set(old), new Set(now)]
  return [
    ...old.filter((line) => !nowLines.has(line)).map((line) => `- ${line}`),
    ...now.filter((line) => !oldLines.has(line)).map((line) => `+ ${line}`),
  ]
}
