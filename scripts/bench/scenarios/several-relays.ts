/** Checks several relay processes: do they drain faster, never do the same twice, and does one row wake only one? */
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { addFaults, type Faults } from '../core/check-effect.ts'
import type { Bench, Outcome, Scenario } from '../core/scenario.ts'
import { scaled } from '../core/scale.ts'
import { median } from '../core/spread.ts'
import { storeEvents } from '../core/stored-events.ts'
import { analysedFaults } from '../load/analysed-faults.ts'
import { outboxIsEmpty } from '../load/outbox-is-empty.ts'
import { hubOutbox } from '../systems/hub-outbox.ts'

const processes = [1, 2, 4] as const
const sleepers = 3
const lonely = 10
/** Longer than an idle session delays its statistics. */
const reportMs = 2500

export const severalRelays: Scenario = {
  name: 'several-relays',
  title: 'Several relay processes: drain, double work, steps for one event',
  async run(bench): Promise<Outcome> {
    const count = scaled(100_000, 4000)
    const rounds = bench.full ? 5 : 3
    const rates = new Map<number, number[]>()
    const faults: Faults[] = []
    await prepare(bench, count)
    for (let n = 0; n < rounds; n++) {
      for (const relays of n % 2 === 0 ? processes : processes.toReversed()) {
        const drained = await drain(bench, relays, count)
        rates.set(relays, [...(rates.get(relays) ?? []), drained.rate])
        faults.push(drained.faults)
        bench.progress(
          `${relays} relays: ${Math.round(drained.rate)} events/s, twice ${drained.faults.duplicated}`,
        )
      }
    }
    const lonelySteps = await stepsOfLonely(bench)
    bench.progress(`${sleepers} sleeping relays: ${lonelySteps.toFixed(2)} steps an event`)
    for (const name of ['bench_relays', 'bench_relays_full']) await bench.server.dropDatabase(name)
    const one = median(rates.get(1) ?? [])
    return {
      conditions: [
        `${count} events stored beforehand, ${rounds} alternating rounds; relay processes of 2 workers each, batches that start at 100 and grow with the load, connected and waiting before the clock starts`,
        `steps for one event: calls of relay.step after ${lonely} lonely events with ${sleepers} sleeping relays, those that find nothing included; 1 to do the work and 1 that finds nothing more is the least`,
      ],
      figures: [
        ...processes.map((relays) => ({
          name: `${relays} relay processes: drain`,
          unit: 'events/s',
          samples: rates.get(relays) ?? [],
          control: 'rate' as const,
        })),
        ...processes.slice(1).map((relays) => ({
          name: `${relays} relay processes ÷ 1`,
          unit: '×',
          samples: [median(rates.get(relays) ?? []) / one],
        })),
        {
          name: `steps for one event, ${sleepers} relays asleep`,
          unit: 'steps',
          samples: [lonelySteps],
        },
      ],
      bars: [],
      faults: addFaults(faults),
    }
  },
}

async function prepare(bench: Bench, count: number): Promise<void> {
  const { url } = await bench.server.createDatabase('bench_relays_full')
  const client = await bench.server.connect(url)
  await storeEvents(client, 0, count)
  await client.query('vacuum (analyze)')
  await client.end()
}

async function drain(
  bench: Bench,
  relays: number,
  count: number,
): Promise<{ rate: number; faults: Faults }> {
  const { url } = await bench.server.createDatabase('bench_relays', 'bench_relays_full')
  const client = await bench.server.connect(url)
  await bench.server.settle()
  const workers = await Promise.all(Array.from({ length: relays }, () => hubOutbox.start(url)))
  const startedAt = performance.now()
  for (const worker of workers) worker.run()
  await outboxIsEmpty(client)
  const seconds = (performance.now() - startedAt) / 1000
  const worked = await Promise.all(workers.map((worker) => worker.stop()))
  const executions = worked.reduce((sum, each) => sum + each.executions, 0)
  const faults = await analysedFaults(client, executions)
  await client.end()
  return { rate: count / seconds, faults }
}

async function stepsOfLonely(bench: Bench): Promise<number> {
  const { name, url } = await bench.server.createDatabase('bench_relays')
  const client = await bench.server.connect(url)
  await client.query(`alter database ${name} set track_functions = 'all'`)
  const workers = await Promise.all(Array.from({ length: sleepers }, () => hubOutbox.start(url)))
  for (const worker of workers) worker.run()
  await sleep(reportMs)
  const before = await steps(client)
  for (let n = 0; n < lonely; n++) {
    await storeEvents(client, n * 10, n * 10 + 1)
    await sleep(700)
  }
  await outboxIsEmpty(client)
  await sleep(reportMs)
  const called = (await steps(client)) - before
  await Promise.all(workers.map((worker) => worker.stop()))
  await client.end()
  return called / lonely
}

async function steps(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ calls: string }>(
    `select coalesce(sum(calls), 0) as calls
    from pg_stat_user_functions
    where schemaname = 'relay' and funcname = 'step'`,
  )
  return Number(rows[0]?.calls)
}
