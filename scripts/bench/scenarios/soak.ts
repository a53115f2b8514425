/** Runs half an hour at a steady rate: what grows in the relay's process and in the database, and what slows down? */
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { Outcome, Scenario } from '../core/scenario.ts'
import { scaled } from '../core/scale.ts'
import { analysedFaults } from '../load/analysed-faults.ts'
import { startHub } from '../load/hub-program.ts'
import { runOpenLoop } from '../load/open-loop.ts'
import { outboxIsEmpty } from '../load/outbox-is-empty.ts'
import { residentMemory } from '../load/resident-memory.ts'
import { slope } from '../load/slope.ts'

const rate = 3000
const everyMs = 5000
const looksAMinute = 60_000 / everyMs
/** One of this many events is measured. */
const sampleOf = 50

interface Minute {
  readonly p99: number
  /** The size of the outbox with its indexes, in MB. */
  readonly outbox: number
}

export const soak: Scenario = {
  name: 'soak',
  title: `A relay for half an hour at ${rate} events a second: memory, tables, latency`,
  long: true,
  async run(bench): Promise<Outcome> {
    const { name, url } = await bench.server.createDatabase('bench_soak')
    const client = await bench.server.connect(url)
    const relay = await startHub({ url, rooms: 'relay' })
    const seconds = scaled(30 * 60, 60)
    const memory: [minute: number, mb: number][] = []
    const minutes: Minute[] = []
    let last = '0'
    try {
      let over = false
      const load = runOpenLoop({
        url,
        seconds,
        streams: [{ tenant: 123, rate }],
        from: 0,
        keep: false,
      }).finally(() => (over = true))
      const startedAt = performance.now()
      for (let n = 1; !over; n++) {
        await sleep(startedAt + n * everyMs - performance.now())
        memory.push([(performance.now() - startedAt) / 60_000, residentMemory(relay.pid)])
        if (n % looksAMinute !== 0) continue
        const seen = await look(client, last)
        last = seen.last
        minutes.push(seen)
        const mb = memory.at(-1)?.[1].toFixed(1)
        bench.progress(
          `${mb} MB, p99 ${seen.p99.toFixed(1)} ms, outbox ${seen.outbox.toFixed(1)} MB`,
        )
      }
      await load
      await outboxIsEmpty(client)
    } finally {
      await relay.stop()
    }
    const faults = await analysedFaults(client, 0)
    const sizes = await tableSizes(client)
    await client.end()
    await bench.server.dropDatabase(name)
    return { ...outcome(seconds, memory, minutes, sizes), faults }
  },
}

/** The events that were processed since the last call. */
async function look(client: pg.Client, after: string): Promise<Minute & { readonly last: string }> {
  const { rows } = await client.query<{ last: string; p99: number; outbox: number }>(
    `
    select
      coalesce(max(e.id), $1) as last,
      coalesce(percentile_cont(0.99) within group (
        order by extract(epoch from pg_xact_commit_timestamp(e.xmin) - e.received_at)::float8 * 1000
      ), 0) as p99,
      pg_total_relation_size('hub.integracao_outbox') / 1048576.0::float8 as outbox
    from hub.integracao_evento as e
    where e.id > $1
      and e.id % ${sampleOf} = 0
      and e.status = 'PROCESSADO'`,
    [after],
  )
  const [row] = rows
  if (row === undefined) throw new Error('the look answered no row')
  return row
}

async function tableSizes(client: pg.Client): Promise<Map<string, number>> {
  const { rows } = await client.query<{ name: string; mb: number }>(`
    select c.relname as name, pg_relation_size(c.oid) / 1048576.0::float8 as mb
    from pg_class as c
    where c.relnamespace = 'hub'::regnamespace
      and c.relkind in ('r', 'i')
    order by pg_relation_size(c.oid) desc
    limit 16`)
  return new Map(rows.map(({ name, mb }) => [name, mb]))
}

function outcome(
  seconds: number,
  memory: readonly (readonly [number, number])[],
  minutes: readonly Minute[],
  sizes: ReadonlyMap<string, number>,
): Outcome {
  const settled = memory.filter(([minute]) => minute >= Math.min(5, seconds / 180))
  const megabytes = memory.map(([, mb]) => mb)
  const byMinute = (key: keyof Minute) => minutes.map((each, n) => [n + 1, each[key]] as const)
  return {
    conditions: [
      `hub start with ROOMS=relay as it comes, ${rate} events/s for ${Math.round(seconds / 60)} min, appended every 5 ms; autovacuum as it comes`,
      `memory: VmRSS of the process every ${everyMs / 1000} s; slope by least squares after the first ${Math.min(5, seconds / 180)} min`,
      `latency: from received_at to the commit of the effect, one event in ${sampleOf}`,
    ],
    figures: [
      { name: 'memory of the relay', unit: 'MB', samples: megabytes },
      { name: 'memory of the relay: growth', unit: 'MB/h', samples: [slope(settled) * 60] },
      { name: 'latency p99, each minute', unit: 'ms', samples: minutes.map(({ p99 }) => p99) },
      { name: 'latency p99: growth', unit: 'ms/h', samples: [slope(byMinute('p99')) * 60] },
      {
        name: 'outbox with its indexes, each minute',
        unit: 'MB',
        samples: minutes.map((each) => each.outbox),
      },
      ...[...sizes].map(([name, mb]) => ({
        name: `size at the end: ${name}`,
        unit: 'MB',
        samples: [mb],
      })),
    ],
    bars: [
      { name: 'memory of the relay, max', value: Math.max(...megabytes), unit: 'MB', atMost: 150 },
    ],
    plots: [
      {
        file: 'soak-memory',
        title: `Memory of a relay at ${rate} events/s`,
        x: 'minutes',
        y: 'MB',
        curves: [{ name: 'VmRSS', points: memory }],
      },
      {
        file: 'soak-latency',
        title: `Latency p99 at ${rate} events/s`,
        x: 'minutes',
        y: 'ms',
        curves: [{ name: 'p99', points: byMinute('p99') }],
      },
    ],
  }
}
