/**
 * Creates the two roles, where the server allows it: `hub_owner` owns the schemas, `hub_service` may only use them.
 *
 * With `separate` roles the service can't write a table even if it tries. A user without the right to create roles gets
 * `single`: the user of DATABASE_URL owns everything, and the service runs as that user.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pRetry from 'p-retry'
import type { ClientBase } from 'pg'
import { HubError } from '../../core/errors.ts'
import type { Logger } from '../../core/log.ts'
import { publicRights } from './public-rights.ts'
import { hubSchemas } from './schemas.ts'
import { settleSessions } from '../connect/session-settings.ts'
import { sqlState } from '../connect/sql-state.ts'

export type RoleMode = 'separate' | 'single'

const ownerRole = 'hub_owner'
export const serviceRole = 'hub_service'

/** All databases of a server share its roles but not their advisory locks, so two starts may change a role at once. */
const collisions = new Set(['42710', '23505', 'XX000', '40001'])

/** Whether another start was changing the same role at that moment. The caller tries again. */
export function isRoleCollision(error: Error): boolean {
  return 'code' in error && collisions.has(String(error.code))
}

/**
 * Creates the roles if needed (`${sqlDir}/roles.sql`) and the schemas, and resolves to the mode of this database. The
 * first migration of a database sets its mode for good. Throws `permission_missing` when the database belongs to
 * `hub_owner` and this user may not act for that role.
 */
export async function prepareRoles(
  client: ClientBase,
  sqlDir: string,
  log: Logger,
): Promise<RoleMode> {
  const mode = await chooseMode(client, sqlDir, log)
  const there = await client.query<{ nspname: string }>(
    'select nspname from pg_catalog.pg_namespace where nspname = any($1)',
    [[...hubSchemas, 'hub_migracao']],
  )
  const names = new Set(there.rows.map((row) => row.nspname))
  for (const schema of ['hub_migracao', ...hubSchemas].filter((name) => !names.has(name))) {
    const owner = mode === 'separate' ? ownerRole : 'current_user'
    await client.query(`create schema ${schema} authorization ${owner}`)
  }
  if (mode === 'separate') await closeDatabase(client, log)
  return mode
}

/**
 * Takes away the rights that PostgreSQL gives to everybody (see public-rights.ts), so that hub_service has only those
 * of the grants. It warns of each right that this user may not take away.
 */
async function closeDatabase(client: ClientBase, log: Logger): Promise<void> {
  await patiently(async () => {
    try {
      await settleSessions(client, serviceRole)
    } catch (error) {
      if (sqlState(error) !== '42501') throw error
    }
  })
  for (const { held, revoke } of publicRights) {
    const found = await client.query<{ statement: string }>(
      `select ${revoke} as statement where ${held}`,
    )
    const statement = found.rows[0]?.statement
    if (statement === undefined) continue
    await patiently(() => client.query(statement)).catch((error: unknown) => {
      if (sqlState(error) !== '42501') throw error
    })
    const still = await client.query(`select where ${held}`)
    if (still.rowCount !== 0) {
      log.warn(
        { statement },
        'everybody may do in this database what the service must not: an administrator can take it away with this statement',
      )
    }
  }
}

function patiently<T>(work: () => Promise<T>): Promise<T> {
  return pRetry(work, {
    retries: 8,
    minTimeout: 20,
    randomize: true,
    shouldRetry: ({ error }) => isRoleCollision(error),
  })
}

/** Must be the first statement of a transaction that creates objects, so that they belong to the right role. */
export async function actAsOwner(client: ClientBase, mode: RoleMode): Promise<void> {
  if (mode === 'separate') await client.query(`set local role ${ownerRole}`)
}

async function chooseMode(client: ClientBase, sqlDir: string, log: Logger): Promise<RoleMode> {
  const facts = await client.query<{ user: string; creates: boolean; owner: string | null }>(`
    select
      current_user as "user",
      (select r.rolsuper or r.rolcreaterole from pg_catalog.pg_roles as r where r.rolname = current_user) as creates,
      (select pg_catalog.pg_get_userbyid(n.nspowner) from pg_catalog.pg_namespace as n where n.nspname = 'hub') as owner`)
  const { user = '?', creates = false, owner = null } = facts.rows[0] ?? {}
  if (owner !== null && owner !== ownerRole) return 'single'
  const script = join(sqlDir, 'roles.sql')
  if (creates && existsSync(script)) {
    const text = readFileSync(script, 'utf8')
    await patiently(() => client.query(text))
  }
  if (await canActAsBoth(client)) return 'separate'
  if (owner === ownerRole) {
    throw new HubError(
      'permission_missing',
      `O banco pertence a ${ownerRole}, e o usuário "${user}" não pode agir por ele: ` +
        `rode como administrador "grant ${ownerRole}, ${serviceRole} to ${user}".`,
    )
  }
  log.warn(
    { user },
    'the user of DATABASE_URL may not create roles: tables and service share one role, and nothing but the code keeps the service from writing tables',
  )
  return 'single'
}

/** Tries it: membership, its SET option and superusers differ between versions of PostgreSQL. */
async function canActAsBoth(client: ClientBase): Promise<boolean> {
  await client.query('begin')
  try {
    await client.query(`set local role ${serviceRole}`)
    await client.query('reset role')
    await client.query(`set local role ${ownerRole}`)
    return true
  } catch {
    return false
  } finally {
    await client.query('rollback')
  }
}
