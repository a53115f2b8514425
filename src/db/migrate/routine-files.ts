/** Reads the SQL that is applied again when it changes: routines, views and grants, with one checksum for all. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { HubError } from '../../core/errors.ts'
import { checksumOf } from './migration-files.ts'
import { roomSchemas } from './schemas.ts'

export interface SqlFile {
  /** The path below the sql directory, such as `routines/relay/step/step.sql`. */
  readonly name: string
  readonly text: string
}

export interface RoutineFiles {
  /** The routines by room and name, then the views by name. */
  readonly definitions: readonly SqlFile[]
  /** `grants.sql` first, which revokes all rights and grants those on tables; then the grants of each room. */
  readonly grants: readonly SqlFile[]
  readonly checksum: string
}

/** Reads all of them. Throws `migration_refused` for a folder of routines that is no schema of the hub. */
export function readRoutines(sqlDir: string): RoutineFiles {
  const below = sqlFilesBelow(sqlDir, 'routines')
  const stray = below.find(({ name }) => !isInRoom(name))
  if (stray !== undefined) {
    throw new HubError(
      'migration_refused',
      `sql/${stray.name} não está em uma pasta de esquema: mova-o para sql/routines/{${roomSchemas.join(',')}}.`,
    )
  }
  const routines = below.filter(({ name }) => !isGrants(name))
  const definitions = [...routines, ...sqlFilesBelow(sqlDir, 'views')]
  const first = existsSync(join(sqlDir, 'grants.sql')) ? [readFile(sqlDir, 'grants.sql')] : []
  const grants = [...first, ...below.filter(({ name }) => isGrants(name))]
  const all = [...definitions, ...grants]
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

/** Whether a file is in the folder of a room, or in a folder below it. */
function isInRoom(name: string): boolean {
  const [, room, file] = name.split('/')
  return file !== undefined && roomSchemas.some((schema) => schema === room)
}

function isGrants(name: string): boolean {
  return name.endsWith('/grants.sql')
}
