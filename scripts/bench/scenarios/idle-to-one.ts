/** Measures single events: from just before the commit is sent until another session is notified of the effect. */
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { addFaults } from '../core/check-effect.ts'
import { monotonicMs } from '../core/monotonic.ts'
import type { Bench, Outcome, Scenario } from '../core/scenario.ts'
import { scaled } from '../core/scale.ts'
import { quantile } from '../core/spread.ts'
import { benchEvent, storeEvents } from '../core/stored-events.ts'
import { analysedFaults } from '../load/analysed-faults.ts'
import { announceEffects } from '../load/announce-effects.ts'
import { seededRandom } from '../load/seeded-random.ts'
import { graphileWorker } from '../systems/graphile-worker.ts'
import { hubOutbox } from '../systems/hub-outbox.ts'
import type { StartOptions, System, Worker } from '../systems/system.ts'

interface Contender {
  readonly name: string
  readonly latencies: number[]
  readonly client: pg.Client
  readonly worker: Worker
  /** Commits one event. Resolves to the milliseconds from just before its commit to its effect. */
  one(): Promise<number>
}

const blockSize = 10
/** A figure has a sample of each round: a run of blocks. */
const rounds = 5
const warmUp = 10
/** Only every tenth benchEvent is taken: each creates an order of its own. */
const spacing = 10

export const idleToOne: Scenario = {
  name: 'idle-to-one',
  title: 'One event now and then: commit to effect committed',
  async run(bench): Promise<Outcome> {
    const count = scaled(bench.full ? 1000 : 300, 20)
    const contenders = [
      await contender(bench, hubOutbox, 'latency', 'hub-outbox', count),
      await contender(bench, hubOutbox, 'throughput', 'hub-outbox, notified', count),
      await contender(bench, graphileWorker, 'latency', 'graphile-worker', count),
      await contender(bench, graphileWorker, 'throughput', 'graphile-worker, local queue', count),
    ]
    const random = seededRandom(7)
    for (let done = -warmUp; done < count; done += done < 0 ? warmUp : blockSize) {
      const size = done < 0 ? warmUp : Math.min(blockSize, count - done)
      for (const each of contenders) await block(each, size, random, done >= 0)
      bench.progress(contenders.map(describe).join(' · '))
    }
    const faults = []
    for (const { client, worker } of contenders) {
      const { executions } = await worker.stop()
      faults.push(await analysedFaults(client, executions))
      await client.end()
    }
    for (let n = 0; n < contenders.length; n++)
      await bench.server.dropDatabase(`bench_idle_to_one_${n}`)
    return { ...outcome(contenders, count), faults: addFaults(faults) }
  },
}

let databases = 0

async function contender(
  bench: Bench,
  system: System,
  best: NonNullable<StartOptions['best']>,
  name: string,
  count: number,
): Promise<Contender> {
  const { url } = await bench.server.createDatabase(`bench_idle_to_one_${databases++ % 4}`)
  const client = await bench.server.connect(url)
  await system.install(url)
  const heard = await announceEffects(client, await bench.server.connect(url), 'external_id')
  const ours = system === hubOutbox
  const ids = ours ? [] : await stored(client, count + warmUp)
  const worker = await system.start(url, { best })
  worker.run()
  let next = 0

  /** The appender of the product wakes the relay of its own process. */
  async function inProcess(n: number): Promise<number> {
    const effect = heard(benchEvent(n).externalId)
    const committedAt = await worker.append(n)
    return (await effect) - committedAt
  }

  /** Any other producer, and the peer, notify. */
  async function fromOutside(n: number): Promise<number> {
    await client.query('begin')
    if (ours) await append(client, n)
    else await system.enqueue(client, [ids[n / spacing] ?? ''])
    const effect = heard(benchEvent(n).externalId)
    const committedAt = monotonicMs()
    await client.query('commit')
    return (await effect) - committedAt
  }

  return {
    name,
    latencies: [],
    client,
    worker,
    one: () => (ours && best === 'latency' ? inProcess : fromOutside)(next++ * spacing),
  }
}

async function append(client: pg.Client, n: number): Promise<void> {
  await client.query({
    name: 'append_one',
    text: 'select from ingress.append_events($1::json)',
    values: [JSON.stringify([benchEvent(n)])],
  })
}

async function stored(client: pg.Client, count: number): Promise<string[]> {
  await client.query('select relay.stay_awake()')
  for (let n = 0; n < count; n++) await storeEvents(client, n * spacing, n * spacing + 1)
  const { rows } = await client.query<{ id: string }>(
    'select id from hub.integracao_evento order by id',
  )
  await client.query('truncate hub.integracao_outbox')
  return rows.map(({ id }) => id)
}

async function block(
  each: Contender,
  size: number,
  random: () => number,
  counted: boolean,
): Promise<void> {
  for (let n = 0; n < size; n++) {
    await sleep(50 + random() * 150)
    const latency = await each.one()
    if (counted) each.latencies.push(latency)
  }
}

function describe({ name, latencies }: Contender): string {
  return `${name}: p50 ${quantile(latencies, 0.5).toFixed(2)}, p99 ${quantile(latencies, 0.99).toFixed(2)} ms`
}

function byRound(latencies: readonly number[]): number[][] {
  const size = Math.ceil(latencies.length / rounds)
  return Array.from({ length: rounds }, (_, n) => latencies.slice(n * size, (n + 1) * size))
}

function outcome(contenders: readonly Contender[], count: number): Omit<Outcome, 'faults'> {
  const ours = contenders[0]
  const others = contenders.filter(({ name }) => name.startsWith(graphileWorker.name))
  const at = (q: number) => {
    const best = Math.min(...others.map(({ latencies }) => quantile(latencies, q)))
    return quantile(ours?.latencies ?? [], q) / best
  }
  return {
    conditions: [
      `${count} events each, in alternating blocks of ${blockSize}, 50 to 200 ms apart [random, seeded]; all workers idle beside each other, each in a database of its own; ${rounds} rounds of as many events, the bars over all of them`,
      'from just before the commit is sent until a listening session hears of the committed effect, by a trigger that notifies: the same for each, its time included',
      'hub-outbox: the producer is in the relay’s process, as the ingress is, and wakes it after the commit; notified: a producer of its own process, by NOTIFY',
      'graphile-worker without and with its local queue: each quantile against the better of the two',
    ],
    figures: contenders.flatMap(({ name, latencies }) =>
      (
        [
          ['p50', 0.5],
          ['p95', 0.95],
          ['p99', 0.99],
          ['max', 1],
        ] as const
      ).map(([label, q]) => ({
        name: `${name}: ${label}`,
        unit: 'ms',
        samples: byRound(latencies).map((each) => quantile(each, q)),
        ...(q === 0.5 ? { control: 'time' as const } : {}),
      })),
    ),
    bars: [
      {
        name: 'idle to one, p50: hub-outbox ÷ graphile-worker',
        value: at(0.5),
        unit: '×',
        atMost: 0.5,
      },
      {
        name: 'idle to one, p99: hub-outbox ÷ graphile-worker',
        value: at(0.99),
        unit: '×',
        atMost: 0.7,
      },
    ],
  }
}
