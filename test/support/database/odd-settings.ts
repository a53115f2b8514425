import type { SqlClient } from './sql-client.ts'

/**
 * Settings that an administrator may have given to a database (`alter database … set`). They change how dates, numbers
 * and bytes are written.
 */
export const oddSettings = [
  `datestyle = 'German'`,
  `intervalstyle = 'sql_standard'`,
  `timezone = 'America/Sao_Paulo'`,
  `bytea_output = 'escape'`,
  `extra_float_digits = -10`,
  `client_encoding = 'LATIN1'`,
  `standard_conforming_strings = off`,
  `array_nulls = off`,
  `transform_null_equals = on`,
  `row_security = off`,
  `default_transaction_isolation = 'serializable'`,
  `default_transaction_deferrable = on`,
  `statement_timeout = '1ms'`,
  `lock_timeout = '1ms'`,
  `search_path = pg_catalog`,
  `jit = on`,
] as const

/** Settings by the style of dates, with other formats that go with each style. */
export const ODD_HOUSES: Readonly<Record<string, readonly string[]>> = {
  German: oddSettings,
  'SQL, DMY': [
    `datestyle = 'SQL, DMY'`,
    `intervalstyle = 'iso_8601'`,
    `timezone = 'America/Sao_Paulo'`,
    `bytea_output = 'escape'`,
    `extra_float_digits = 3`,
    `client_encoding = 'SQL_ASCII'`,
    `standard_conforming_strings = off`,
  ],
  'Postgres, MDY': [
    `datestyle = 'Postgres, MDY'`,
    `intervalstyle = 'postgres_verbose'`,
    `timezone = 'Asia/Kolkata'`,
    `extra_float_digits = 0`,
    `client_encoding = 'WIN1252'`,
    `lc_numeric = 'C.UTF-8'`,
    `lc_time = 'C.UTF-8'`,
  ],
}

/**
 * Sets them on a database and on the service's role in it, which takes precedence. Ends the open sessions of the
 * service.
 */
export async function prescribe(
  client: SqlClient,
  url: string,
  settings: readonly string[],
): Promise<void> {
  const name = new URL(url).pathname.slice(1)
  for (const whose of [`database ${name}`, `role hub_service in database ${name}`]) {
    await client.rows(`alter ${whose} reset all`)
    for (const setting of settings) await client.rows(`alter ${whose} set ${setting}`)
  }
  await client.rows(
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '${name}' and usename = 'hub_service'`,
  )
}
