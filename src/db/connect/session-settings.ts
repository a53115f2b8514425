/**
 * What every session of the hub has set, whatever the server, the database or the role prescribe.
 *
 * The libraries read dates, intervals, numbers and bytes as text in these forms; routines and constraints count on the
 * rest. A server that is read-only is left so: it is to be noticed. Settings that only a superuser may change
 * (`lc_messages`) can't stand here, which is why no code reads a message's words.
 */
import type { ClientBase } from 'pg'
import pg from 'pg'

export const sessionSettings: Readonly<Record<string, string>> = {
  /** Names must be qualified. */
  search_path: '',
  client_encoding: 'UTF8',
  standard_conforming_strings: 'on',
  datestyle: 'ISO, MDY',
  intervalstyle: 'postgres',
  timezone: 'UTC',
  lc_numeric: 'C',
  lc_time: 'C',
  extra_float_digits: '1',
  bytea_output: 'hex',
  array_nulls: 'on',
  transform_null_equals: 'off',
  row_security: 'on',
  default_transaction_isolation: 'read committed',
  default_transaction_deferrable: 'off',
  /** Whoever bounds a statement says so: nobody else's limit cuts a sweep short. */
  statement_timeout: '0',
  lock_timeout: '0',
  /** Short statements at fixed plans: compiling one costs more than running it. */
  jit: 'off',
}

/** As the `options` of a connection: they win over what the database or the role has set. */
export function sessionOptions(): string {
  return Object.entries(sessionSettings)
    .map(([name, value]) => `-c ${name}=${value.replaceAll(/[\\\s]/g, (found) => `\\${found}`)}`)
    .join(' ')
}

/**
 * Gives the settings to `role` as well, for its sessions behind a pooler that keeps `options` to itself. Where this
 * user may not, they are left to the connections.
 */
export async function settleSessions(client: ClientBase, role: string): Promise<void> {
  const kept = await client.query<{ setting: string }>(
    `select pg_catalog.unnest(r.rolconfig) as setting from pg_catalog.pg_roles as r where r.rolname = $1`,
    [role],
  )
  const there = new Set(kept.rows.map((row) => row.setting.toLowerCase()))
  for (const [name, value] of Object.entries(sessionSettings)) {
    // PostgreSQL keeps an empty search path as a pair of quotes.
    const stored = name === 'search_path' ? '""' : value.toLowerCase()
    if (there.has(`${name}=${stored}`)) continue
    await client.query(
      `alter role ${pg.escapeIdentifier(role)} set ${name} to ${pg.escapeLiteral(value)}`,
    )
  }
}
