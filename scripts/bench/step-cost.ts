/**
 * What one step of 500 mixed events costs on an empty hub, and after 200,000 finished events while somebody's
 * repeatable-read snapshot keeps every dead index entry alive. Prints figures and conditions; asserts nothing.
 *
 *   make bench
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { createLogger } from '../../src/core/log.ts'
import { startEmbedded } from '../../src/db/embedded.ts'
import { migrate } from '../../src/db/migrate.ts'
import { median } from './median.ts'
import { mixedEvents } from './mixed-events.ts'

const { values } = parseArgs({ options: { events: { type: 'string', default: '200000' } } })
const total = Number(values.events)
const batch = 500
const sample = 20

const dataDir = mkdtempSync(join(tmpdir(), 'hub-bench-'))
const log = createLogger({ level: 'warn' })
const server = await startEmbedded({ dataDir, log })
const clients: pg.Client[] = []
try {
  await migrate({ url: server.url, sqlDir: join(import.meta.dirname, '../../sql'), log })
  const door = await connect()
  const relay = await connect()
  await door.query(`select ops.save_tenant(123, 'Bancada', '', '', null, 'bench')`)
  await door.query(`select ops.switch_flag(123, 'ML', true, 'bench')`)
  await door.query(`select processing.save_sku_mapping(123, 'ML', 'ABC-1', 'INT-1', 'bench')`)
  await door.query(
    `select processing.save_status_mapping(123, 'ML', 'ready_to_ship', 'PRONTO', false, 'bench')`,
  )

  await steps(door, relay, 20)
  const first = await steps(door, relay, sample)
  const reader = await connect()
  await reader.query('begin isolation level repeatable read; select 1')
  await steps(door, relay, total / batch)
  const last = await steps(door, relay, sample)

  const version = (await door.query<{ version: string }>('select version()')).rows[0]?.version
  console.log(
    `${version ?? ''}\n${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, fsync on, one connection`,
  )
  console.log(
    `one step of ${batch} mixed events (one round trip), ms: median [lowest, highest] of ${sample}`,
  )
  console.log(`  at first                                   ${describe(first)}`)
  console.log(`  after ${total} events, with an idle reader  ${describe(last)}`)
  console.log(
    `  ratio of medians                           ${(median(last) / median(first)).toFixed(2)}`,
  )
} finally {
  await Promise.all(clients.map((client) => client.end()))
  await server.stop()
  rmSync(dataDir, { recursive: true, force: true })
}

async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  clients.push(client)
  return client
}

/** Appends a batch and times its step, `count` times. */
async function steps(door: pg.Client, relay: pg.Client, count: number): Promise<number[]> {
  const times: number[] = []
  for (let i = 0; i < count; i += 1) {
    await door.query('select from ingress.append_events($1)', [JSON.stringify(mixedEvents(batch))])
    const start = performance.now()
    const result = await relay.query<{ reivindicados: number }>({
      name: 'step',
      text: `select reivindicados from relay.step(${batch}, 'bench', '{30 s}')`,
    })
    times.push(performance.now() - start)
    if (result.rows[0]?.reivindicados !== batch) throw new Error('a step missed events')
  }
  return times
}

function describe(times: readonly number[]): string {
  return `${median(times).toFixed(1)} [${Math.min(...times).toFixed(1)}, ${Math.max(...times).toFixed(1)}]`
}
