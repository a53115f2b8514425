/**
 * The settings of the embedded PostgreSQL: a small server for one service, as durable as any.
 *
 * Every start passes them on the command line, so that an upgrade brings its own. The server logs no statement and no
 * row, because they could contain a person's name or document.
 */
const settings: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '128MB',
  effective_cache_size: '512MB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  max_wal_size: '1GB',
  wal_compression: 'on',
  // Statements are short: JIT and parallel workers cost more than they bring, and workers need a /dev/shm that is small
  // in containers.
  jit: 'off',
  max_parallel_workers_per_gather: '0',
  // An outbox produces dead rows quickly.
  autovacuum_naptime: '15s',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] %a ',
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_lock_waits: 'on',
}

/** The arguments of `postgres` for these settings. `extra` overrides them (tests switch fsync off). */
export function settingFlags(port: number, extra: Readonly<Record<string, string>>): string[] {
  const all = { ...settings, ...extra, port: String(port) }
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}
