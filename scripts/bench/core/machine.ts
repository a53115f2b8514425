/** Describes the machine: hardware, kernel, versions and the settings that matter. It names no host and no path. */
import { readFileSync } from 'node:fs'
import { cpus, release, totalmem, type } from 'node:os'
import type { BenchServer } from './bench-server.ts'

const settings = [
  'fsync',
  'synchronous_commit',
  'full_page_writes',
  'wal_level',
  'shared_buffers',
  'max_wal_size',
  'checkpoint_timeout',
  'autovacuum',
  'jit',
]

/** One sentence a line. */
export async function describeMachine(server: BenchServer): Promise<readonly string[]> {
  const client = await server.connect(server.url)
  try {
    const version = await client.query<{ server_version: string }>('show server_version')
    const { rows } = await client.query<{ name: string; value: string }>(
      `select name, current_setting(name) as value from pg_settings where name = any ($1)
       order by array_position($1, name)`,
      [settings],
    )
    const memory = Math.round(totalmem() / 1024 ** 3)
    return [
      `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${memory} GB, ${kernel()}`,
      `Node ${process.versions.node}, PostgreSQL ${version.rows[0]?.server_version ?? 'unknown'} on the same machine`,
      rows.map(({ name, value }) => `${name} ${value}`).join(', '),
    ]
  } finally {
    await client.end()
  }
}

function kernel(): string {
  return `${type()} ${release()}${contained() ? ', in a container' : ''}`
}

function contained(): boolean {
  try {
    return /docker|containerd|kubepods|lxc/.test(readFileSync('/proc/1/cgroup', 'utf8'))
  } catch {
    return false
  }
}
