/** Keeps which migrations were applied to a database, and checks that the files on disk still agree with them. */
import type { ClientBase } from 'pg'
import { HubError } from '../../core/errors.ts'
import type { MigrationFile } from './migration-files.ts'

export interface AppliedMigration {
  readonly version: number
  readonly script: string
  readonly checksum: string
}

/**
 * `hub_rotinas` describes the last application of routines, views and grants, in one row that the next one replaces.
 */
const tables = `
create table if not exists hub_migracao.hub_schema_history (
  version int primary key,
  description text not null,
  script text not null,
  checksum text not null,
  installed_on timestamptz not null default clock_timestamp(),
  execution_ms int not null
);
comment on table hub_migracao.hub_schema_history is 'One row a migration that was applied. Written by the runner only.';
create table if not exists hub_migracao.hub_rotinas (
  unico boolean primary key default true check (unico),
  checksum text not null,
  version int not null,
  objetos text[] not null,
  installed_on timestamptz not null default clock_timestamp()
);
comment on table hub_migracao.hub_rotinas is 'What the last application of sql/routines, views and grants was made of, and the objects that it defined.';
`

/** Creates the tables of the history if they are missing. Runs as their future owner. */
export async function createHistory(client: ClientBase, reader: string | undefined): Promise<void> {
  const found = await client.query(
    `select from pg_catalog.pg_tables where schemaname = 'hub_migracao' and tablename = 'hub_rotinas'`,
  )
  if (found.rowCount !== 0) return
  await client.query(tables)
  if (reader === undefined) return
  await client.query(`grant usage on schema hub_migracao to ${reader}`)
  await client.query(`grant select on all tables in schema hub_migracao to ${reader}`)
}

export async function readHistory(client: Pick<ClientBase, 'query'>): Promise<AppliedMigration[]> {
  const history = await client.query<AppliedMigration>(
    'select version, script, checksum from hub_migracao.hub_schema_history order by version',
  )
  return history.rows
}

/**
 * The files that are still to be applied, in order. Throws `migration_refused`, which names the file, when an applied
 * migration was edited, renamed or removed since, or when the database is ahead of these files.
 */
export function pendingMigrations(
  files: readonly MigrationFile[],
  history: readonly AppliedMigration[],
): MigrationFile[] {
  const newest = files.at(-1)?.version ?? 0
  const highest = history.at(-1)?.version ?? 0
  if (highest > newest) {
    throw refused(
      `O banco está na migração V${highest}, e esta versão do programa só conhece até V${newest}: ` +
        'use a versão mais nova do programa.',
    )
  }
  const byVersion = new Map(files.map((file) => [file.version, file]))
  for (const applied of history) {
    const file = byVersion.get(applied.version)
    if (file?.script !== applied.script) {
      throw refused(`A migração ${applied.script} já foi aplicada e seu arquivo sumiu: restaure-o.`)
    }
    if (file.checksum !== applied.checksum) {
      throw refused(
        `A migração ${applied.script} foi editada depois de aplicada: desfaça a edição e ponha a mudança em uma nova migração.`,
      )
    }
  }
  const done = new Set(history.map((applied) => applied.version))
  const pending = files.filter((file) => !done.has(file.version))
  const late = pending.find((file) => file.version < highest)
  if (late !== undefined) {
    throw refused(
      `A migração ${late.script} tem número menor que a última aplicada (V${highest}): renumere-a para V${newest + 1}.`,
    )
  }
  return pending
}

function refused(sentence: string): HubError {
  return new HubError('migration_refused', sentence)
}
