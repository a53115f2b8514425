/**
 * Applies the files of routines, views and grants in one transaction, when any of them has changed.
 *
 * Every definition is `create or replace`, so that whatever depends on a function (triggers, policies) stays in place.
 * An object that the last run defined and no file defines any more is dropped, never with `cascade`: a policy that
 * vanished along with it would show rows to everybody. Objects that others have created stay.
 */
import type { ClientBase } from 'pg'
import { HubError } from '../../core/errors.ts'
import { defineObjects } from './define-objects.ts'
import { actAsOwner, type RoleMode } from './roles.ts'
import { objectsOf, signature, type SqlObject } from './sql-objects.ts'
import { readRoutines } from './routine-files.ts'
import { runSqlFile } from './run-sql-file.ts'

export interface RoutineReport {
  readonly routines: 'applied' | 'unchanged'
  /** The objects that no file defines any more, such as `function relay.claim(integer)`. */
  readonly dropped: readonly string[]
}

/**
 * `version` is the highest migration applied. After a new migration every file is applied again, because the migration
 * may have dropped objects that were in its way. Throws `migration_refused`, which names the file, line or object to
 * look at.
 */
export async function applyRoutines(
  client: ClientBase,
  options: { readonly sqlDir: string; readonly mode: RoleMode; readonly version: number },
): Promise<RoutineReport> {
  const { sqlDir, mode, version } = options
  const files = readRoutines(sqlDir)
  const checksum = `${files.checksum} ${mode}`
  const last = await client.query<{ checksum: string; version: number; objetos: string[] }>(
    'select checksum, version, objetos from hub_migracao.hub_rotinas',
  )
  const before = last.rows[0]
  const recorded = before?.objetos ?? []
  if (before?.checksum === checksum && before.version === version) {
    return { routines: 'unchanged', dropped: [] }
  }
  await client.query('begin')
  try {
    await actAsOwner(client, mode)
    await client.query(`set local search_path = ''; set local lock_timeout = '2s'`)
    const defined = await defineObjects(client, files.definitions, recorded)
    const dropped = await dropLeftovers(client, defined, recorded)
    if (mode === 'separate') {
      for (const { name, text } of files.grants) await runSqlFile(client, `sql/${name}`, text)
    }
    await client.query(
      `insert into hub_migracao.hub_rotinas as r (checksum, version, objetos) values ($1, $2, $3)
      on conflict (unico) do update set
        checksum = excluded.checksum, version = excluded.version, objetos = excluded.objetos,
        installed_on = excluded.installed_on`,
      [checksum, version, defined.map(signature)],
    )
    await client.query('commit')
    return { routines: 'applied', dropped }
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  }
}

async function dropLeftovers(
  client: ClientBase,
  defined: readonly SqlObject[],
  recorded: readonly string[],
): Promise<string[]> {
  const wanted = new Set(defined.map(signature))
  const known = new Set(recorded)
  const leftovers = (await objectsOf(client))
    .map(signature)
    .filter((name) => known.has(name) && !wanted.has(name))
    // Views first: they may use functions that are dropped too.
    .sort((a, b) => Number(a.startsWith('function')) - Number(b.startsWith('function')))
  const views = leftovers.filter((name) => name.startsWith('view '))
  const routines = leftovers.filter((name) => name.startsWith('function '))
  try {
    if (views.length > 0) await client.query(dropStatement('view', views))
    if (routines.length > 0) await client.query(dropStatement('routine', routines))
  } catch (error) {
    const detail = error instanceof Error && 'detail' in error ? String(error.detail) : ''
    throw new HubError(
      'migration_refused',
      `Nenhum arquivo define mais ${leftovers.join(', ')}, e ainda há quem dependa deles (${detail.split('\n').join('; ')}): ` +
        'remova antes o que depende, em uma nova migração.',
      { cause: error },
    )
  }
  return leftovers
}

/** One statement drops all of them, because they may depend on one another. */
function dropStatement(kind: 'view' | 'routine', names: readonly string[]): string {
  return `drop ${kind} ${names.map((name) => name.slice(name.indexOf(' ') + 1)).join(', ')}`
}
