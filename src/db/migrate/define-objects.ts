/**
 * Runs the files that define routines and views, in whatever order they need.
 *
 * A file that uses an object of a later file runs again after it. Where `create or replace` is not enough (another
 * return type, other columns of a view), the file's objects are dropped first, together with our views, which are
 * created again.
 */
import type { ClientBase } from 'pg'
import { HubError } from '../../core/errors.ts'
import type { SqlFile } from './routine-files.ts'
import { runSqlFile } from './run-sql-file.ts'
import { objectsOf, signature, type SqlObject } from './sql-objects.ts'
import { sqlState } from '../connect/sql-state.ts'

/** Undefined table, function, object (a type) or schema-qualified column type: a later file may define it. */
const undefinedYet = new Set(['42P01', '42883', '42704'])
/** `create or replace` can't change a return type or the name of an argument, and can't drop a column of a view. */
const notReplaceable = new Set(['42P13', '42P16'])

/**
 * Runs inside an open transaction. `recorded` are the signatures that the last run recorded. Resolves to the objects
 * that the files define now, after checking their bodies. Throws `migration_refused`.
 */
export async function defineObjects(
  client: ClientBase,
  files: readonly SqlFile[],
  recorded: readonly string[],
): Promise<SqlObject[]> {
  const before = new Map(
    (await objectsOf(client)).map((object) => [signature(object), object.stamp]),
  )
  const inTheWay = new Set<SqlFile>()
  await client.query('savepoint all_files')
  while (!(await tryAll(client, files, inTheWay, recorded))) {
    await client.query('rollback to savepoint all_files')
  }
  const defined = (await objectsOf(client)).filter(
    (object) => before.get(signature(object)) !== object.stamp,
  )
  await checkBodies(client, defined)
  return defined
}

/** False when it has added a file to `inTheWay`, the files whose objects must be dropped first. */
async function tryAll(
  client: ClientBase,
  files: readonly SqlFile[],
  inTheWay: Set<SqlFile>,
  recorded: readonly string[],
): Promise<boolean> {
  // A body may name an object of a later file. Bodies are checked at the end.
  await client.query('set local check_function_bodies = off')
  if (inTheWay.size > 0) await dropFirst(client, inTheWay, recorded)
  let pending = files
  while (pending.length > 0) {
    const late: { file: SqlFile; error: unknown }[] = []
    for (const file of pending) {
      await client.query('savepoint one_file')
      try {
        await runSqlFile(client, `sql/${file.name}`, file.text)
        await client.query('release savepoint one_file')
      } catch (error) {
        await client.query('rollback to savepoint one_file')
        const state = sqlState(error) ?? ''
        if (undefinedYet.has(state)) late.push({ file, error })
        else if (notReplaceable.has(state) && !inTheWay.has(file)) {
          inTheWay.add(file)
          return false
        } else throw error
      }
    }
    if (late.length === pending.length) throw late[0]?.error
    pending = late.map(({ file }) => file)
  }
  return true
}

async function dropFirst(
  client: ClientBase,
  files: ReadonlySet<SqlFile>,
  recorded: readonly string[],
): Promise<void> {
  const names = new Set([...files].flatMap(({ text }) => definedNames(text)))
  const ours = new Set(recorded)
  const objects = await objectsOf(client)
  const named = (object: SqlObject) => names.has(`${object.schema}.${object.name}`)
  const views = objects.filter((o) => o.kind === 'view' && (ours.has(signature(o)) || named(o)))
  const routines = objects.filter((o) => o.kind === 'function' && named(o))
  const list = (some: readonly SqlObject[]) => some.map((object) => object.identity).join(', ')
  try {
    if (views.length > 0) await client.query(`drop view ${list(views)}`)
    if (routines.length > 0) await client.query(`drop routine ${list(routines)}`)
  } catch (error) {
    const detail = error instanceof Error && 'detail' in error ? String(error.detail) : ''
    const where = [...files].map(({ name }) => `sql/${name}`).join(', ')
    throw new HubError(
      'migration_refused',
      `${where} muda a forma de algo de que outros dependem (${detail.split('\n').join('; ')}): ` +
        'dê outro nome à nova forma, ou remova antes o que depende, em uma nova migração.',
      { cause: error },
    )
  }
}

function definedNames(text: string): string[] {
  const pattern = /create\s+or\s+replace\s+(?:function|procedure|view)\s+(\w+\.\w+)/gi
  return [...text.matchAll(pattern)].map(([, name = '']) => name.toLowerCase())
}

/** Checks the bodies as `check_function_bodies` would have done, now that every object exists. */
async function checkBodies(client: ClientBase, defined: readonly SqlObject[]): Promise<void> {
  await client.query('set local check_function_bodies = on')
  for (const routine of defined.filter(({ kind }) => kind === 'function')) {
    const language = await client.query<{ lanname: string }>(
      `select l.lanname from pg_catalog.pg_proc as p
      join pg_catalog.pg_language as l on l.oid = p.prolang
      where p.oid = $1`,
      [routine.oid],
    )
    const validator = { sql: 'fmgr_sql_validator', plpgsql: 'plpgsql_validator' }[
      language.rows[0]?.lanname ?? ''
    ]
    if (validator === undefined) continue
    await runSqlFile(client, routine.identity, `select pg_catalog.${validator}(${routine.oid})`)
  }
}
