/**
 * The settings of every session of the hub, whatever the server, the database or the role prescribe, and the URL that
 * carries them.
 *
 * The libraries parse dates, intervals, numbers and bytes in these formats; routines and constraints rely on the rest.
 * The list leaves a read-only server read-only, because operators must notice it. It can't contain settings that only a
 * superuser may change (`lc_messages`), so no code reads the words of a message.
 */
import pg, { type ClientBase } from 'pg'

export const sessionSettings: Readonly<Record<string, string>> = {
  /** Every name must be schema-qualified. */
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
  /** A caller that needs a limit sets it. No limit from elsewhere may cut a sweep short. */
  statement_timeout: '0',
  lock_timeout: '0',
  /** Statements are short and their plans fixed: compiling one costs more than running it. */
  jit: 'off',
}

/** The settings as `options` of a connection. They take precedence over those of the database and the role. */
function sessionOptions(): string {
  return Object.entries(sessionSettings)
    .map(([name, value]) => `-c ${name}=${value.replaceAll(/[\\\s]/g, (found) => `\\${found}`)}`)
    .join(' ')
}

/**
 * Sets the settings on `role` too, for its sessions behind a pooler that drops `options`. Throws pg's error 42501 where
 * this user may not alter the role.
 */
export async function settleSessions(client: ClientBase, role: string): Promise<void> {
  const kept = await client.query<{ setting: string }>(
    `select pg_catalog.unnest(r.rolconfig) as setting from pg_catalog.pg_roles as r where r.rolname = $1`,
    [role],
  )
  const there = new Set(kept.rows.map((row) => row.setting.toLowerCase()))
  for (const [name, value] of Object.entries(sessionSettings)) {
    // PostgreSQL stores an empty search path as a pair of quotes.
    const stored = name === 'search_path' ? '""' : value.toLowerCase()
    if (there.has(`${name}=${stored}`)) continue
    await client.query(
      `alter role ${pg.escapeIdentifier(role)} set ${name} to ${pg.escapeLiteral(value)}`,
    )
  }
}

/**
 * Adds our settings to the `options` of `url`, after its own: given beside the URL they would lose to it.
 * `applicationName` is what `pg_stat_activity` shows.
 */
/**
 * Adds our settings to the `options` of `url`, after its own: given beside the URL they would lose to it.
 * `applicationName` is what `pg_stat_activity` shows.
 */
export function connectionUrl(url: string, applicationName: string): string {
  const target = new URL(url)
  const theirs = target.searchParams.get('options')
  const options = [...(theirs === null ? [] : [theirs]), sessionOptions()]
  target.searchParams.set('options', options.join(' '))
  target.searchParams.set('application_name', applicationName)
  return target.href
}
