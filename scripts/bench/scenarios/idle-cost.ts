/** Measures what an idle relay costs, alone and while somebody else's transaction with an xid stays open. */
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { Outcome, Scenario } from '../core/scenario.ts'
import { scaled } from '../core/scale.ts'
import { processCpu } from '../core/server-cpu.ts'
import { median } from '../core/spread.ts'
import { databaseUse } from '../load/database-use.ts'
import { startHub } from '../load/hub-program.ts'
import { outboxIsEmpty } from '../load/outbox-is-empty.ts'
import { storeEvents } from '../core/stored-events.ts'

interface Sample {
  readonly queries: number
  /** Percent of a core. */
  readonly relay: number
  readonly sessions: number
}

/** A session that becomes idle reports its statistics up to ten seconds later. */
const settleMs = 12_000

export const idleCost: Scenario = {
  name: 'idle-cost',
  title: 'An idle relay: queries a second, and share of a core',
  async run(bench): Promise<Outcome> {
    const { name, url } = await bench.server.createDatabase('bench_idle')
    const client = await bench.server.connect(url)
    // A session in another database, so that its own queries are not counted.
    const watcher = await bench.server.connect(bench.server.url)
    const seconds = scaled(15, 4)
    const relay = await startHub({ url, rooms: 'relay' })

    const measure = async (): Promise<Sample> => {
      await sleep(settleMs)
      const before = { ...(await databaseUse(watcher, name)), own: processCpu(relay.pid) }
      const startedAt = performance.now()
      await sleep(seconds * 1000)
      const after = await databaseUse(watcher, name)
      const own = processCpu(relay.pid)
      const took = (performance.now() - startedAt) / 1000
      return {
        queries: (after.transactions - before.transactions) / took,
        relay: ((own - before.own) / took) * 100,
        sessions: ((after.cpu - before.cpu) / took) * 100,
      }
    }

    const alone: Sample[] = []
    const beside: Sample[] = []
    const rounds = bench.full ? 5 : 3
    try {
      // Otherwise its transactions would count as the relay's.
      await autovacuum(watcher, false)
      await storeEvents(client, 0, 1000)
      await outboxIsEmpty(client)
      await client.end()
      for (let n = 0; n < rounds; n++) {
        alone.push(await measure())
        bench.progress(describe('alone', alone.at(-1)))
        const stranger = await openWriter(await bench.server.connect(url))
        beside.push(await measure())
        bench.progress(describe("with a stranger's writer", beside.at(-1)))
        await stranger.query('rollback')
        await stranger.end()
      }
    } finally {
      await relay.stop()
      await autovacuum(watcher, true)
      await watcher.end()
    }
    await bench.server.dropDatabase('bench_idle')
    return outcome(alone, beside, seconds)
  },
}

async function autovacuum(client: pg.Client, on: boolean): Promise<void> {
  await client.query(`alter system ${on ? 'reset autovacuum' : 'set autovacuum = off'}`)
  await client.query('select pg_reload_conf()')
}

/** Opens a transaction that has an xid and stays open. */
async function openWriter(client: pg.Client): Promise<pg.Client> {
  await client.query('begin')
  await client.query('select pg_current_xact_id()')
  return client
}

function describe(what: string, sample: Sample | undefined): string {
  const { queries = 0, relay = 0, sessions = 0 } = sample ?? {}
  return `${what}: ${queries.toFixed(2)} queries/s, process ${relay.toFixed(2)} %, sessions ${sessions.toFixed(2)} %`
}

function outcome(alone: Sample[], beside: Sample[], seconds: number): Outcome {
  const of = (all: Sample[], key: keyof Sample) => all.map((sample) => sample[key])
  const total = (all: Sample[]) => all.map(({ relay, sessions }) => relay + sessions)
  const forms = [
    ['alone', alone],
    ["with a stranger's writer open", beside],
  ] as const
  return {
    conditions: [
      'hub start with ROOMS=relay as it comes [2 workers, poll 1 s, health and gauges included], after 1,000 events',
      `${seconds} s each, from ${settleMs / 1000} s after the last work; queries are the transactions of its database [pg_stat_database], each of its queries being one; autovacuum is off, as its own would be counted`,
      'CPU from /proc in steps of 10 ms: of the process, and of its sessions in PostgreSQL',
    ],
    figures: forms.flatMap(([name, all]) => [
      { name: `${name}: queries`, unit: '1/s', samples: of(all, 'queries') },
      { name: `${name}: CPU of the process`, unit: '% of a core', samples: of(all, 'relay') },
      { name: `${name}: CPU of its sessions`, unit: '% of a core', samples: of(all, 'sessions') },
    ]),
    bars: forms.flatMap(([name, all]) => [
      { name: `idle, ${name}: queries`, value: median(of(all, 'queries')), unit: '1/s', atMost: 2 },
      {
        name: `idle, ${name}: CPU, process and sessions`,
        value: median(total(all)),
        unit: '% of a core',
        atMost: 1,
      },
    ]),
  }
}
