/** Measures events at a steady rate that waits for nobody: from when each was due until its effect is committed. */
import type pg from 'pg'
import { addFaults, type Faults } from '../core/check-effect.ts'
import type { Bench, Curve, Figure, Outcome, Scenario } from '../core/scenario.ts'
import { scaled } from '../core/scale.ts'
import { quantile } from '../core/spread.ts'
import { storeEvents } from '../core/stored-events.ts'
import { analysedFaults } from '../load/analysed-faults.ts'
import { commitTimes } from '../load/commit-times.ts'
import { runOpenLoop } from '../load/open-loop.ts'
import { unprocessed } from '../load/unprocessed.ts'
import { graphileWorker } from '../systems/graphile-worker.ts'
import { hubOutbox } from '../systems/hub-outbox.ts'
import { pgBoss } from '../systems/pg-boss.ts'
import type { System } from '../systems/system.ts'

const rates = [500, 2000, 5000, 10_000] as const
const warmUpMs = 1000
const rounds = 3
const shares = [0.5, 0.95, 0.99, 1] as const

interface Run {
  /** In milliseconds; empty when the rate was not sustained. */
  readonly latencies: readonly number[]
  /** The events without their effect when the last one was sent. */
  readonly backlog: number
  readonly faults: Faults | null
}

export const openLoop: Scenario = {
  name: 'open-loop',
  title: 'Events at a steady rate: from when each was due to its effect committed',
  async run(bench): Promise<Outcome> {
    const seconds = scaled(bench.full ? 100 : 4, 3)
    const runs = new Map<string, Run[]>()
    for (let round = 0; round < rounds; round++) {
      for (const system of [hubOutbox, graphileWorker, pgBoss]) {
        for (const rate of rates) {
          const run = await oneRun(bench, system, rate, seconds)
          const name = `${system.name}, ${rate} events/s`
          bench.progress(`${name}: ${describe(run)}`)
          runs.set(name, [...(runs.get(name) ?? []), run])
          if (run.faults === null) break
        }
      }
    }
    const all = [...runs]
    const faults = all.flatMap(([, of]) => of.flatMap((run) => run.faults ?? []))
    const notSustained = all.flatMap(([name, of]) => {
      const failed = of.filter((run) => run.faults === null).length
      return failed === 0 ? [] : [`${name} (${failed} of ${of.length})`]
    })
    const figures = all.flatMap(([name, of]) => runFigures(name, of))
    const curves: Curve[] = all.map(([name, of]) => ({
      name,
      points: distribution(of.flatMap(({ latencies }) => latencies)),
    }))
    return {
      conditions: [
        `${rounds} rounds of ${seconds} s at each rate, the first ${warmUpMs / 1000} s not counted; every 5 ms what is due goes in one call`,
        'latency from when an event was due to the commit of its effect [track_commit_timestamp]',
        'hub-outbox: the append itself, event and key included; the others: events and keys stored beforehand, and their own enqueue',
        ...(notSustained.length === 0
          ? []
          : [
              `not sustained, the backlog grew by more than ${Math.min(2, seconds / 4)} s of events: ${notSustained.join('; ')}`,
            ]),
      ],
      figures,
      bars: [],
      plots: [
        {
          file: 'open-loop',
          title: 'Latency at a steady rate, due to effect committed',
          x: 'share of events, %',
          y: 'ms',
          logarithmic: ['y'],
          curves,
        },
      ],
      faults: addFaults(faults),
    }
  },
}

async function oneRun(bench: Bench, system: System, rate: number, seconds: number): Promise<Run> {
  const { name, url } = await bench.server.createDatabase('bench_open_loop')
  const client = await bench.server.connect(url)
  await system.install(url)
  const count = rate * seconds
  const ids = system === hubOutbox ? null : await storedIds(client, count)
  await bench.server.settle()
  const worker = await system.start(url, { best: 'throughput' })
  worker.run()
  const result = await runOpenLoop({
    url,
    seconds,
    streams: [{ tenant: 123, rate }],
    from: 0,
    ...(ids === null ? {} : { stored: { system: system.name, ids } }),
  })
  const backlog = await unprocessed(client)
  const sustained = backlog <= rate * Math.min(2, seconds / 4)
  while (sustained && (await unprocessed(client)) > 0);
  const { executions } = await worker.stop()
  const latencies = sustained ? await latenciesOf(client, result) : []
  const faults = sustained ? await analysedFaults(client, executions) : null
  await client.end()
  await bench.server.dropDatabase(name)
  return { latencies, backlog, faults }
}

function runFigures(name: string, runs: readonly Run[]): Figure[] {
  const measured = runs.filter(({ faults }) => faults !== null)
  return [
    {
      name: `${name}: backlog at the end`,
      unit: 'events',
      samples: runs.map(({ backlog }) => backlog),
    },
    ...shares.map((share): Figure => {
      const label = share === 1 ? 'max' : `p${share * 100}`
      const samples = measured.map(({ latencies }) => quantile(latencies, share))
      return { name: `${name}: ${label}`, unit: 'ms', samples }
    }),
  ]
}

/** Stores events that are in no queue. */
async function storedIds(client: pg.Client, count: number): Promise<string[]> {
  await client.query('select relay.stay_awake()')
  await storeEvents(client, 0, count)
  const { rows } = await client.query<{ id: string }>(
    'select id from hub.integracao_evento order by id',
  )
  await client.query('truncate hub.integracao_outbox')
  return rows.map(({ id }) => id)
}

async function latenciesOf(
  client: pg.Client,
  { ids, due }: { readonly ids: readonly string[]; readonly due: Float64Array },
): Promise<number[]> {
  const committed = await commitTimes(client, ids)
  const begin = (due[0] ?? 0) + warmUpMs
  return ids.flatMap((id, n) => {
    const [at, dueAt = 0] = [committed.get(id), due[n]]
    return at === undefined || dueAt < begin ? [] : [at - dueAt]
  })
}

function describe({ latencies, backlog, faults }: Run): string {
  if (faults === null) return `not sustained, ${backlog} behind`
  const at = (q: number) => quantile(latencies, q).toFixed(1)
  return `p50 ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)}, max ${at(1)} ms`
}

function distribution(latencies: readonly number[]): (readonly [number, number])[] {
  if (latencies.length === 0) return []
  const sorted = [...latencies].sort((a, b) => a - b)
  const points = [...Array.from({ length: 100 }, (_, n) => n / 100), 0.995, 0.999, 1]
  return points.map((share) => [share * 100, sorted[Math.floor(share * (sorted.length - 1))] ?? 0])
}
