/** The SQL that is re-applied when it changes: routines, views and grants, with one checksum for all. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { HubError } from '../core/errors.ts'
import { checksumOf } from './migration-files.ts'
import { roomSchemas } from './schemas.ts'

export interface SqlFile {
  /** Path below the sql directory, such as `routines/relay/claim.sql`. */
  readonly name: string
  readonly text: string
}

export interface RoutineFiles {
  /** Routines by room and name, then views by name. */
  readonly definitions: readonly SqlFile[]
  readonly grants: SqlFile | undefined
  readonly checksum: string
}

/** Reads them all; throws `migration_refused` for a folder of routines that is no schema of the hub. */
export function readRoutines(sqlDir: string): RoutineFiles {
  const routines = sqlFilesBelow(sqlDir, 'routines')
  const stray = routines.find(({ name }) => !isRoom(basename(dirname(name))))
  if (stray !== undefined) {
    throw new HubError(
      'migration_refused',
      `sql/${stray.name} não está em uma pasta de esquema: mova-o para sql/routines/{${roomSchemas.join(',')}}.`,
    )
  }
  const definitions = [...routines, ...sqlFilesBelow(sqlDir, 'views')]
  const grants = existsSync(join(sqlDir, 'grants.sql')) ? readFile(sqlDir, 'grants.sql') : undefined
  const all = grants === undefined ? definitions : [...definitions, grants]
  return {
    definitions,
    grants,
    checksum: checksumOf(all.map(({ name, text }) => `${name} ${checksumOf(text)}`).join('\n')),
  }
}

function sqlFilesBelow(sqlDir: string, folder: string): SqlFile[] {
  if (!existsSync(join(sqlDir, folder))) return []
  return readdirSync(join(sqlDir, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.sql'))
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .sort()
    .map((name) => readFile(sqlDir, name))
}

function readFile(sqlDir: string, name: string): SqlFile {
  return { name, text: readFileSync(join(sqlDir, name), 'utf8') }
}

function isRoom(folder: string): boolean {
  return roomSchemas.some((schema) => schema === folder)
}
