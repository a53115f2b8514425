/** Starts a PostgreSQL with a hub in it that has run for a month: see sql/seed.sql. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { createLogger } from '../../src/core/log.ts'
import { startEmbedded } from '../../src/db/embedded/embedded.ts'
import { migrate } from '../../src/db/migrate/migrate.ts'
import type { Known } from './screens.ts'

interface SeededHub extends AsyncDisposable {
  /** The URL of a superuser. */
  readonly url: string
  readonly known: Known
  /** Describes the machine, one sentence on each line. */
  conditions(): Promise<readonly string[]>
}

interface SeedOptions {
  readonly eventos: number
  /** Where the data stays; null: it is removed at the end. */
  readonly dir: string | null
}

const sqlDir = join(import.meta.dirname, '..', '..', 'sql')
const seed = join(import.meta.dirname, 'sql', 'seed.sql')

export async function seededHub({ eventos, dir }: SeedOptions): Promise<SeededHub> {
  const log = createLogger({ level: 'warn' })
  const dataDir = dir ?? mkdtempSync(join(tmpdir(), 'hub-screens-'))
  const server = await startEmbedded({ dataDir, log })
  const dispose = async () => {
    await server.stop()
    if (dir === null) rmSync(dataDir, { recursive: true, force: true })
  }
  try {
    await migrate({ url: server.url, sqlDir, log })
    const client = new pg.Client({ connectionString: server.url })
    await client.connect()
    try {
      const { rows } = await client.query('select from hub.integracao_evento limit 1')
      if (rows.length === 0) {
        await client.query(`select set_config('seed.eventos', $1, false)`, [String(eventos)])
        await client.query(readFileSync(seed, 'utf8'))
      }
      await client.query('vacuum (analyze)')
      const known = await client.query<Known>(`
        select
          e.id::text as evento, p.id::text as pedido, p.external_id as "externalId", e.trace_id::text as "traceId",
          (e.id / 20)::text as antigo, c.id::text as conector, o.id::text as morto,
          ((e.received_at - interval '10 days') at time zone 'America/Sao_Paulo')::date::text as dia
        from (
          select * from hub.integracao_evento as um
          where um.tenant_id = 101 and um.tipo = 'ORDER_CREATED' and um.status = 'PROCESSADO'
          order by um.id desc limit 1
        ) as e
        join hub.pedido as p on p.tenant_id = e.tenant_id and p.external_id = e.external_id
        join hub.integracao_conector as c on c.tenant_id = e.tenant_id
        join (select * from hub.integracao_outbox where tenant_id = 101 and status = 'MORTO' limit 1) as o on true`)
      const [one] = known.rows
      if (one === undefined) throw new Error('nothing was seeded')
      return {
        url: server.url,
        known: one,
        conditions: () => conditions(server.url),
        [Symbol.asyncDispose]: dispose,
      }
    } finally {
      await client.end()
    }
  } catch (error) {
    await dispose()
    throw error
  }
}

async function conditions(url: string): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ linha: string }>(`
      select format(
        'PostgreSQL %s, shared_buffers %s, fsync %s; database of %s', current_setting('server_version'),
        current_setting('shared_buffers'), current_setting('fsync'), pg_size_pretty(pg_database_size(current_database()))
      ) as linha
      union all
      select format(
        '%s events, %s orders, %s waiting rows, %s stores', (select count(*) from hub.integracao_evento),
        (select count(*) from hub.pedido), (select count(*) from hub.integracao_outbox), (select count(*) from hub.tenant)
      )`)
    const [processor] = cpus()
    return [
      `${cpus().length} × ${processor?.model.trim() ?? 'unknown processor'}, Node ${process.versions.node}`,
      ...rows.map(({ linha }) => linha),
      'client, panel and database on one machine; one request after another; the first one counts',
    ]
  } finally {
    await client.end()
  }
}
