/**
 * Measures a single webhook on an idle hub: from just before the request is written until another session is notified of
 * the committed effect. The peer stands behind the very same ingress: instead of an outbox row, the append queues a job.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { addFaults } from '../core/check-effect.ts'
import { monotonicMs } from '../core/monotonic.ts'
import type { Bench, Outcome, Scenario } from '../core/scenario.ts'
import { scaled } from '../core/scale.ts'
import { median, quantile } from '../core/spread.ts'
import { analysedFaults } from '../load/analysed-faults.ts'
import { announceEffects } from '../load/announce-effects.ts'
import { prepareWebhook } from '../load/bench-webhook.ts'
import { type HttpConnection, openHttp } from '../load/http-connection.ts'
import { webhookPath } from '../load/http-load.ts'
import { startHub } from '../load/hub-program.ts'
import type { Program } from '../load/program.ts'
import { seededRandom } from '../load/seeded-random.ts'
import { webhookRequest } from '../load/webhook-request.ts'
import { graphileWorker } from '../systems/graphile-worker.ts'
import type { StartOptions, Worker } from '../systems/system.ts'

const rounds = 3
const blockSize = 10
/** Requests without a pause that come before: the processes have compiled their code and planned their statements. */
const warmUp = 300

interface Contender {
  readonly name: string
  readonly client: pg.Client
  /** Where the webhook listens. */
  readonly publicUrl: string
  readonly secret: string
  readonly programs: readonly Program[]
  readonly worker: Worker | null
  /** By the external id of the order. */
  heard(externalId: string): Promise<number>
  /** Of each round, in ms. */
  readonly effects: number[][]
  readonly answers: number[][]
}

/** The rooms of each process of the hub; or how graphile-worker runs behind an ingress. */
const setups: readonly (readonly [
  name: string,
  rooms: readonly string[],
  peer?: NonNullable<StartOptions['best']>,
])[] = [
  ['hub-outbox', ['ingress,relay']],
  ['hub-outbox again', ['ingress,relay']],
  ['hub-outbox, two processes', ['ingress', 'relay']],
  ['graphile-worker', ['ingress'], 'latency'],
  ['graphile-worker, local queue', ['ingress'], 'throughput'],
]

export const requestToEffect: Scenario = {
  name: 'request-to-effect',
  title: 'One webhook now and then: request to effect committed',
  async run(bench): Promise<Outcome> {
    const count = scaled(bench.full ? 300 : 100, 10)
    const contenders: Contender[] = []
    for (const [n, [name, rooms, peer]] of setups.entries())
      contenders.push(await openContender(bench, `bench_request_${n}`, name, rooms, peer))
    const random = seededRandom(11)
    let sent = 0
    for (const each of contenders) {
      const http = await openHttp(each.publicUrl)
      for (let n = 0; n < warmUp; n++) await one(each, http, sent++)
      http.close()
    }
    for (let round = 0; round < rounds; round++) {
      for (const each of contenders) {
        each.effects.push([])
        each.answers.push([])
      }
      for (let done = 0; done < count; done += blockSize) {
        for (const each of contenders) {
          // A connection that rests while the others have their turn would be closed.
          const http = await openHttp(each.publicUrl)
          for (let n = 0; n < Math.min(blockSize, count - done); n++) {
            await sleep(50 + random() * 100)
            await one(each, http, sent++)
          }
          http.close()
        }
      }
      bench.progress(
        contenders
          .map(({ name, effects }) => `${name} ${median(effects.at(-1) ?? []).toFixed(2)}`)
          .join(' · '),
      )
    }
    const faults = []
    for (const each of contenders) {
      for (const program of each.programs) await program.stop()
      const executions = warmUp + each.effects.flat().length
      if (each.worker !== null) await each.worker.stop()
      faults.push(await analysedFaults(each.client, executions))
      await each.client.end()
    }
    for (const n of setups.keys()) await bench.server.dropDatabase(`bench_request_${n}`)
    return { ...outcome(contenders, count), faults: addFaults(faults) }
  },
}

async function openContender(
  bench: Bench,
  database: string,
  name: string,
  rooms: readonly string[],
  peer?: NonNullable<StartOptions['best']>,
): Promise<Contender> {
  const { url } = await bench.server.createDatabase(database)
  const client = await bench.server.connect(url)
  const { secret, key } = await prepareWebhook(client)
  const heard = await announceEffects(client, await bench.server.connect(url), 'external_id')
  if (peer !== undefined) await queueJobs(client, url)
  const worker = peer === undefined ? null : await graphileWorker.start(url, { best: peer })
  worker?.run()
  const programs: Program[] = []
  for (const each of rooms)
    programs.push(await startHub({ url, rooms: each, env: { SECRETS_KEY: key } }))
  const publicUrl = programs[0]?.said['publicUrl'] ?? ''
  return { name, client, publicUrl, secret, programs, worker, heard, effects: [], answers: [] }
}

/** Each outbox row becomes a job, in the same transaction; and nobody is notified for the hub. */
async function queueJobs(client: pg.Client, url: string): Promise<void> {
  await graphileWorker.install(url)
  await client.query('select relay.stay_awake()')
  await client.query(`
    create function bench.queue_job() returns trigger language plpgsql security definer as $$
    begin
      perform graphile_worker.add_job('processar', json_build_object('evento', new.id));
      return null;
    end
    $$;
    create trigger queue_job before insert on hub.integracao_outbox
      for each row when (new.destino = 'PROCESSAR') execute function bench.queue_job()`)
}

async function one(contender: Contender, http: HttpConnection, n: number): Promise<void> {
  const { secret, effects, answers } = contender
  const request = webhookRequest(n, webhookPath, secret)
  const effect = contender.heard(`ML-ORD-W${n}`)
  const startedAt = monotonicMs()
  const status = await http.send(request)
  const answeredAt = monotonicMs()
  if (status !== 202) throw new Error(`a webhook was answered ${status}`)
  answers.at(-1)?.push(answeredAt - startedAt)
  const effectAt = await effect
  effects.at(-1)?.push(effectAt - startedAt)
}

function outcome(contenders: readonly Contender[], count: number): Omit<Outcome, 'faults'> {
  const at = (name: string, q: number, key: 'effects' | 'answers' = 'effects') =>
    (contenders.find((each) => each.name === name)?.[key] ?? []).map((round) => quantile(round, q))
  const best = (q: number) =>
    Math.min(
      ...setups.flatMap(([name, , peer]) => (peer === undefined ? [] : [median(at(name, q))])),
    )
  return {
    conditions: [
      `${rounds} rounds of ${count} signed requests each, in alternating blocks of ${blockSize}, after ${warmUp} without a pause, 50 to 150 ms apart [random, seeded], on a connection that is open; all idle beside each other, each in a database of its own`,
      'from just before the request is written until a listening session hears of the committed effect, by a trigger that notifies: the same for each, its time included',
      'hub-outbox: ingress and relay in one process, as `make run` starts them; two processes: one each',
      'graphile-worker behind the same ingress: a trigger turns the outbox row into a job, in the same transaction; without and with its local queue, each quantile against the better of the two',
    ],
    figures: contenders.flatMap(({ name }) => [
      { name: `${name}: request to effect, p50`, unit: 'ms', samples: at(name, 0.5) },
      { name: `${name}: request to effect, p99`, unit: 'ms', samples: at(name, 0.99) },
      { name: `${name}: answer, p50`, unit: 'ms', samples: at(name, 0.5, 'answers') },
      { name: `${name}: answer, p99`, unit: 'ms', samples: at(name, 0.99, 'answers') },
    ]),
    bars: [
      {
        name: 'request to effect, p50: hub-outbox ÷ graphile-worker',
        value: median(at('hub-outbox', 0.5)) / best(0.5),
        unit: '×',
        atMost: 0.6,
      },
      {
        name: 'request to effect, p99: hub-outbox ÷ graphile-worker',
        value: median(at('hub-outbox', 0.99)) / best(0.99),
        unit: '×',
        atMost: 1,
      },
    ],
  }
}
