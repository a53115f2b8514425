/** Reads the migrations from disk. They have Flyway's names and numbers from 1 without a gap; each gets a checksum. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { HubError } from '../../core/errors.ts'

export interface MigrationFile {
  readonly version: number
  readonly description: string
  /** The file's name, such as `V2__integracao_mercado_livre.sql`. */
  readonly script: string
  readonly text: string
  /** SHA-256 of the text with LF line ends, in hex. */
  readonly checksum: string
}

const pattern = /^V([1-9]\d*)__(\w+)\.sql$/

/**
 * Reads `${sqlDir}/migrations` in numeric order.
 * Throws `migration_refused` for another kind of name, a number used twice, or a gap.
 */
export function readMigrations(sqlDir: string): MigrationFile[] {
  const dir = join(sqlDir, 'migrations')
  const files = readdirSync(dir)
    .filter((name) => name.endsWith('.sql'))
    .map((script) => readMigration(dir, script))
    .sort((a, b) => a.version - b.version)
  for (const [index, file] of files.entries()) {
    const before = files[index - 1]?.version ?? 0
    if (file.version === before) {
      throw refused(`Duas migrações têm o número ${file.version}: ${file.script} precisa de outro.`)
    }
    if (file.version !== before + 1) {
      throw refused(
        `Falta a migração V${before + 1} antes de ${file.script}: renumere ou restaure-a.`,
      )
    }
  }
  return files
}

/** The SHA-256 of a text in hex, the same for a checkout with CRLF line ends. */
export function checksumOf(text: string): string {
  return createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex')
}

function readMigration(dir: string, script: string): MigrationFile {
  const [, number, words] = pattern.exec(script) ?? []
  if (number === undefined || words === undefined) {
    throw refused(`${script} não tem nome de migração: renomeie para V<número>__<nome>.sql.`)
  }
  const text = readFileSync(join(dir, script), 'utf8')
  return {
    version: Number(number),
    description: words.replaceAll('_', ' '),
    script,
    text,
    checksum: checksumOf(text),
  }
}

function refused(sentence: string): HubError {
  return new HubError('migration_refused', sentence)
}
