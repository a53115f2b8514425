/** What an administrator may have set for a database, each as `alter database … set` takes it: dates, numbers and bytes are written otherwise. */
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
