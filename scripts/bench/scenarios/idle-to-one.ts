/** Measures single events: from just before the commit is sent until another session is notified of the effect. */
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { addFaults } from '../core/check-effect.ts'
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
import { transactionalOutbox } from '../systems/transactional-outbox.ts'

interface Contender {
  readonly name: string
  readonly latencies: number[]
  readonly client: pg.Client
  readonly worker: Worker
  /** Appends or queues one event in the open transaction. Resolves to its id. */
  queueOne(): Promise<string>
  heard(id: string): Promise<number>
}

const blockSize = 10
/** A figure has a sample of each round: a run of blocks. */
const rounds = 5
const warmUp = 10

export const idleToOne: Scenario = {
  name: 'idle-to-one',
  title: 'One event now and then: commit to effect committed',
  async run(bench): Promise<Outcome> {
    const count = scaled(bench.full ? 1000 : 300, 20)
    const contenders = [
      await contender(bench, hubOutbox, 'latency', 'hub-outbox', count),
      await contender(bench, graphileWorker, 'latency', 'graphile-worker', count),
      await contender(bench, graphileWorker, 'throughput', 'graphile-worker, local queue', count),
      await contender(bench, transactionalOutbox, 'latency', transactionalOutbox.name, count),
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
  const heard = await announceEffects(client, await bench.server.connect(url))
  const ours = system === hubOutbox
  const ids = ours ? [] : await stored(client, count + warmUp)
  const worker = await system.start(url, { best })
  worker.run()
  let next = 0
  return {
    name,
    latencies: [],
    client,
    worker,
    heard,
    async queueOne() {
      if (ours) return append(client, next++)
      const id = ids[next++] ?? ''
      await system.enqueue(client, [id])
      return id
    },
  }
}

async function append(client: pg.Client, n: number): Promise<string> {
  const { rows } = await client.query<{ evento_id: string }>({
    name: 'append_one',
    text: 'select evento_id from ingress.append_events($1::json)',
    values: [JSON.stringify([benchEvent(n * 10)])],
  })
  return rows[0]?.evento_id ?? ''
}

async function stored(client: pg.Client, count: number): Promise<string[]> {
  await client.query('select relay.stay_awake()')
  for (let n = 0; n < count; n++) await storeEvents(client, n * 10, n * 10 + 1)
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
    await each.client.query('begin')
    const id = await each.queueOne()
    const heard = each.heard(id)
    const startedAt = performance.now()
    await each.client.query('commit')
    const latency = (await heard) - startedAt
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
      'graphile-worker without and with its local queue: each quantile against the better of the two',
      'pg-transactional-outbox polls every 10 ms: it has no notifications',
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
        atMost: 0.7,
      },
      {
        name: 'idle to one, p99: hub-outbox ÷ graphile-worker',
        value: at(0.99),
        unit: '×',
        atMost: 1,
      },
    ],
  }
}
