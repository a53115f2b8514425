/** Measures how long tenants wait beside one that sends nineteen events in twenty, and without it. */
import type pg from 'pg'
import { addFaults, type Faults } from '../core/check-effect.ts'
import { type BenchDatabase, prepareTenant } from '../core/bench-server.ts'
import type { Bench, Figure, Outcome, Scenario } from '../core/scenario.ts'
import { scaled } from '../core/scale.ts'
import { median } from '../core/spread.ts'
import { analysedFaults } from '../load/analysed-faults.ts'
import { runOpenLoop, type Stream } from '../load/open-loop.ts'
import { outboxIsEmpty } from '../load/outbox-is-empty.ts'
import { hubOutbox } from '../systems/hub-outbox.ts'

const tenants = 20
/** The events a second of the nineteen quiet tenants together, and of the noisy one. */
const quietRate = 200
const noisyRate = 3800
const burstMs = 5000

const noises = {
  alone: null,
  steady: { rate: noisyRate },
  /** Twice as many at once: more than a relay finishes before the next quiet event is due. */
  bursts: { rate: noisyRate * 2, burstMs },
} as const
type Noise = keyof typeof noises

/** Lanes are chosen. When they were the numbers modulo 256, the second twenty shared four. */
const numberings = {
  'tenants 1 to 20': (n: number) => n + 1,
  'tenants 64 apart': (n: number) => 1 + n * 64,
} as const

interface Sample {
  readonly p50: number
  readonly p99: number
  readonly byTenant: ReadonlyMap<string, number>
}

export const noisyTenant: Scenario = {
  name: 'noisy-tenant',
  title: 'One tenant with 95 % of the load: the p99 of the others',
  async run(bench): Promise<Outcome> {
    const seconds = scaled(bench.full ? 60 : 7, 5)
    const rounds = bench.full ? 5 : 3
    const figures: Figure[] = []
    const bars: Outcome['bars'][number][] = []
    const faults: Faults[] = []
    for (const [numbering, idOf] of Object.entries(numberings)) {
      const ids = Array.from({ length: tenants }, (_, n) => idOf(n))
      const samples = new Map<Noise, Sample[]>()
      for (let round = 0; round < rounds; round++) {
        for (const noise of Object.keys(noises) as Noise[]) {
          const run = await oneRun(bench, ids, noise, seconds)
          samples.set(noise, [...(samples.get(noise) ?? []), run.sample])
          faults.push(run.faults)
          bench.progress(`${numbering}, ${noise}: others' p99 ${run.sample.p99.toFixed(1)} ms`)
        }
      }
      const p99 = (noise: Noise) => (samples.get(noise) ?? []).map((sample) => sample.p99)
      for (const noise of Object.keys(noises) as Noise[]) {
        const name = `${numbering}, ${noise}`
        figures.push({
          name: `${name}: p50 of the others`,
          unit: 'ms',
          samples: (samples.get(noise) ?? []).map((sample) => sample.p50),
          ...(noise === 'alone' ? { control: 'time' as const } : {}),
        })
        figures.push({ name: `${name}: p99 of the others`, unit: 'ms', samples: p99(noise) })
        const worst = (samples.get(noise) ?? []).map((each) => Math.max(...each.byTenant.values()))
        figures.push({ name: `${name}: p99 of the worst served`, unit: 'ms', samples: worst })
        if (noise === 'alone') continue
        bars.push({
          name: `p99 of the others beside a noisy tenant ÷ alone, ${name}`,
          value: median(p99(noise)) / median(p99('alone')),
          unit: '×',
          atMost: 3,
        })
      }
    }
    return {
      conditions: [
        `${tenants - 1} tenants with ${quietRate} events/s together; the first one more with ${noisyRate} events/s, or with ${(noisyRate * 2 * burstMs) / 1000} at once every ${burstMs / 1000} s; each side appends from a process of its own`,
        'latency from received_at to the commit of the effect [track_commit_timestamp]',
        `${seconds} s each, ${rounds} rounds; one relay at its default settings`,
      ],
      figures,
      bars,
      faults: addFaults(faults),
    }
  },
}

async function oneRun(
  bench: Bench,
  ids: readonly number[],
  noise: Noise,
  seconds: number,
): Promise<{ sample: Sample; faults: Faults }> {
  const database = await bench.server.createDatabase('bench_noisy')
  const client = await tenantsOf(bench, database, ids)
  const [noisy = 1, ...quiet] = ids
  const worker = await hubOutbox.start(database.url)
  worker.run()
  const rate = quietRate / quiet.length
  const loads: Stream[][] = [quiet.map((tenant) => ({ tenant, rate }))]
  const extra = noises[noise]
  if (extra !== null) loads.push([{ tenant: noisy, ...extra }])
  await Promise.all(
    loads.map((streams, n) =>
      runOpenLoop({ url: database.url, seconds, streams, from: n * 1_000_000_000, keep: false }),
    ),
  )
  await outboxIsEmpty(client)
  const { executions } = await worker.stop()
  const sample = await quietSample(client, noisy)
  const faults = await analysedFaults(client, executions)
  await client.end()
  await bench.server.dropDatabase(database.name)
  return { sample, faults }
}

async function tenantsOf(
  bench: Bench,
  { url }: BenchDatabase,
  ids: readonly number[],
): Promise<pg.Client> {
  const client = await bench.server.connect(url)
  for (const id of ids) await prepareTenant(client, id)
  return client
}

/** Leaves out the first second, when plans are made. */
async function quietSample(client: pg.Client, noisy: number): Promise<Sample> {
  const { rows } = await client.query<{ tenant: string | null; p50: number; p99: number }>(
    `
    select
      e.tenant_id as tenant,
      percentile_cont(0.5) within group (order by waited.ms) as p50,
      percentile_cont(0.99) within group (order by waited.ms) as p99
    from hub.integracao_evento as e
    cross join lateral (
      select extract(epoch from pg_xact_commit_timestamp(e.xmin) - e.received_at)::float8 * 1000 as ms
    ) as waited
    where e.tenant_id <> $1
      and e.received_at > (select min(received_at) + interval '1 s' from hub.integracao_evento)
    group by grouping sets ((), (e.tenant_id))`,
    [noisy],
  )
  const all = rows.find(({ tenant }) => tenant === null)
  return {
    p50: all?.p50 ?? Number.NaN,
    p99: all?.p99 ?? Number.NaN,
    byTenant: new Map(rows.flatMap(({ tenant, p99 }) => (tenant === null ? [] : [[tenant, p99]]))),
  }
}
