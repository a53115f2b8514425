/**
 * The PostgreSQL that everything is measured on: the project's embedded one, fsync on, with room enough that no
 * checkpoint falls into a round. Each round gets a database of its own, copied from a template.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { createLogger } from '../../../src/core/log.ts'
import { startEmbedded } from '../../../src/db/embedded/embedded.ts'
import { migrate } from '../../../src/db/migrate/migrate.ts'

const serverSettings = {
  shared_buffers: '1GB',
  max_wal_size: '8GB',
  checkpoint_timeout: '30min',
  max_connections: '300',
  // Open-loop scenarios read the commit times of effects from it.
  track_commit_timestamp: 'on',
} as const

export interface BenchDatabase {
  readonly name: string
  /** The URL of a superuser. */
  readonly url: string
}

export interface BenchServer {
  readonly url: string
  /** The process id of the postmaster. */
  readonly pid: number
  /**
   * A copy of `template` [a migrated hub with tenant 123, nothing in it], as if all in it had just been written: its
   * pages are in the WAL since the last checkpoint. Replaces one of the same name.
   */
  createDatabase(name: string, template?: string): Promise<BenchDatabase>
  dropDatabase(name: string): Promise<void>
  /** Connects a client to that database. The server's stop closes it if nobody has closed it before. */
  connect(url: string): Promise<pg.Client>
  /** Runs a checkpoint, so that none falls into the measurement that follows. */
  settle(): Promise<void>
  stop(): Promise<void>
}

const hubTemplate = 'hub_template'
const log = createLogger({ level: 'warn' })

export async function startBenchServer(): Promise<BenchServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'hub-bench-'))
  const embedded = await startEmbedded({ dataDir, log, settings: serverSettings })
  const clients = new Set<pg.Client>()

  function urlOf(database: string): string {
    const url = new URL(embedded.url)
    url.pathname = `/${database}`
    return url.href
  }

  async function connect(url: string): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: url })
    // Its database may be dropped while it is connected; that error means nothing.
    client.on('error', () => {})
    client.on('end', () => clients.delete(client))
    await client.connect()
    clients.add(client)
    return client
  }

  const admin = await connect(urlOf('postgres'))

  async function dropDatabase(name: string): Promise<void> {
    await admin.query(`drop database if exists ${name} with (force)`)
  }

  async function createDatabase(name: string, template = hubTemplate): Promise<BenchDatabase> {
    await dropDatabase(name)
    await admin.query(`create database ${name} template ${template} strategy wal_log`)
    return { name, url: urlOf(name) }
  }

  await createDatabase(hubTemplate, 'template0')
  await migrate({
    url: urlOf(hubTemplate),
    sqlDir: join(import.meta.dirname, '../../../sql'),
    log,
  })
  const hub = await connect(urlOf(hubTemplate))
  await prepareTenant(hub, 123)
  await hub.end()

  return {
    url: embedded.url,
    pid: embedded.pid,
    createDatabase,
    dropDatabase,
    connect,
    async settle() {
      await admin.query('checkpoint')
    },
    async stop() {
      await Promise.all([...clients].map((client) => client.end()))
      await embedded.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** Makes a tenant whose flag is on, with one SKU and one status mapped. */
export async function prepareTenant(client: pg.Client, tenant: number): Promise<void> {
  await client.query(`select tenants.save_tenant($1::bigint, 'Bancada', '', '', null, 'bench')`, [
    tenant,
  ])
  await client.query(`select tenants.switch_flag($1, 'ML', true, 'bench')`, [tenant])
  await client.query(`select processing.save_sku_mapping($1, 'ML', 'ABC-1', 'INT-1', 'bench')`, [
    tenant,
  ])
  await client.query(
    `select processing.save_status_mapping($1, 'ML', 'ready_to_ship', 'PRONTO', false, 'bench')`,
    [tenant],
  )
}
