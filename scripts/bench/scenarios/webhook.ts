/** Compares the ingress, whose requests share transactions, with the same ingress at one transaction a request. */
import type { Bench, Outcome, Scenario } from '../core/scenario.ts'
import { scaled } from '../core/scale.ts'
import { processCpu, serverCpu } from '../core/server-cpu.ts'
import { median, quantile } from '../core/spread.ts'
import { type BenchWebhook, prepareWebhook } from '../load/bench-webhook.ts'
import { startIngress } from '../load/ingress-program.ts'
import { runHttpLoad, webhookPath } from '../load/http-load.ts'
import { startHub } from '../load/hub-program.ts'
import type { Program } from '../load/program.ts'

const connections = 64
const unsignedPath = '/sem-assinatura'
const pools = [10, 16, 32] as const

interface Round {
  readonly rate: number
  readonly p50: number
  readonly p99: number
  /** The microseconds of a core for each request. */
  readonly service: number
  readonly database: number
  readonly load: number
  readonly lost: number
}

interface Place {
  readonly bench: Bench
  readonly webhook: BenchWebhook
  readonly url: string
  count(): Promise<number>
}

type Form = 'shared' | 'alone'

export const webhook: Scenario = {
  name: 'webhook',
  title: 'Webhook over HTTP, durable before the answer: shared transactions against one a request',
  async run(bench): Promise<Outcome> {
    const place = await preparePlace(bench)
    const pool = await bestPool(place)
    const rounds = bench.full ? 9 : 4
    const kept = new Map<string, Round[]>()
    const keep = (name: string, round: Round) => kept.set(name, [...(kept.get(name) ?? []), round])
    for (let n = 0; n < rounds; n++) {
      for (const signed of [true, false]) {
        const forms: Form[] = n % 2 === 0 ? ['shared', 'alone'] : ['alone', 'shared']
        for (const form of forms) {
          const name = `${form === 'shared' ? 'shared' : 'one a request'}, ${signed ? 'HMAC' : 'unsigned'}`
          const round = await oneRound(place, form, signed, pool)
          bench.progress(`${name}: ${Math.round(round.rate)}/s, p99 ${round.p99.toFixed(1)} ms`)
          keep(name, round)
        }
      }
    }
    await bench.server.dropDatabase('bench_webhook')
    return outcome(kept, pool, rounds)
  },
}

async function preparePlace(bench: Bench): Promise<Place> {
  const { url } = await bench.server.createDatabase('bench_webhook')
  const client = await bench.server.connect(url)
  // No relay sleeps, so no commit notifies on either side.
  await client.query('select relay.stay_awake()')
  return {
    bench,
    url,
    webhook: await prepareWebhook(client),
    async count() {
      const { rows } = await client.query<{ n: string }>(
        `select count(*) as n from hub.integracao_evento where status = 'RECEBIDO'`,
      )
      return Number(rows[0]?.n)
    },
  }
}

/** The pool size at which one transaction a request is fastest. */
async function bestPool(place: Place): Promise<number> {
  const tried: { pool: number; rate: number }[] = []
  for (const pool of pools) {
    const { rate } = await oneRound(place, 'alone', true, pool, scaled(4000, 500))
    place.bench.progress(`one a request over ${pool} connections: ${Math.round(rate)}/s`)
    tried.push({ pool, rate })
  }
  return tried.toSorted((a, b) => b.rate - a.rate)[0]?.pool ?? pools[0]
}

let sent = 0

async function oneRound(
  place: Place,
  form: Form,
  signed: boolean,
  pool: number,
  count = scaled(form === 'shared' ? 30_000 : 12_000, 1000),
): Promise<Round> {
  const { bench, webhook, url } = place
  const { secret, key } = webhook
  const program = await startForm(form, signed, url, key, pool)
  try {
    const path = signed ? webhookPath : unsignedPath
    const job = { url: program.said['publicUrl'] ?? '', path, secret, connections }
    const warmUp = scaled(10_000, 300)
    await runHttpLoad({ ...job, from: sent, count: warmUp })
    sent += warmUp
    await bench.server.settle()
    const before = await place.count()
    const cpu = [processCpu(program.pid), serverCpu(bench.server.pid)] as const
    const result = await runHttpLoad({ ...job, from: sent, count })
    sent += count
    const perRequest = (seconds: number) => (seconds / count) * 1e6
    const service = perRequest(processCpu(program.pid) - cpu[0])
    const database = perRequest(serverCpu(bench.server.pid) - cpu[1])
    const stored = (await place.count()) - before
    const latencies = [...result.latencies]
    return {
      rate: result.accepted / result.seconds,
      p50: quantile(latencies, 0.5),
      p99: quantile(latencies, 0.99),
      service,
      database,
      load: perRequest(result.cpuSeconds),
      lost: count - result.accepted + Math.abs(result.accepted - stored),
    }
  } finally {
    await program.stop()
  }
}

/** The signed and shared variant is the product itself; the others are its parts, wired differently. */
function startForm(
  form: Form,
  signed: boolean,
  url: string,
  key: string,
  pool: number,
): Promise<Program> {
  if (form === 'alone')
    return startIngress({ url, key, maxBatch: 1, maxInFlight: pool, pool: pool + 2 })
  if (!signed) return startIngress({ url, key, maxBatch: 200, maxInFlight: 2, pool: 4 })
  return startHub({ url, rooms: 'ingress', env: { SECRETS_KEY: key } })
}

function outcome(kept: ReadonlyMap<string, Round[]>, pool: number, rounds: number): Outcome {
  const of = (name: string, key: keyof Round) => (kept.get(name) ?? []).map((round) => round[key])
  const ratio = (key: 'rate' | 'p99', kind: string) =>
    median(of(`shared, ${kind}`, key)) / median(of(`one a request, ${kind}`, key))
  const names = [...kept.keys()]
  return {
    conditions: [
      `${connections} kept connections, closed loop, new events, signed beforehand; load from a process of its own on the same cores`,
      `one transaction a request: the same code with batches of one over ${pool} connections, the fastest of ${pools.join(', ')}`,
      'unsigned: the same ingress without the signature, by a path that only the bench has',
      'no relay runs, and none sleeps: no commit notifies',
      `${rounds} alternating rounds, each process warmed up by 10,000 requests first; all answers 202 and all stored`,
    ],
    figures: names.flatMap((name) => [
      {
        name: `${name}: answered`,
        unit: 'requests/s',
        samples: of(name, 'rate'),
        control: 'rate' as const,
      },
      { name: `${name}: p50`, unit: 'ms', samples: of(name, 'p50') },
      { name: `${name}: p99`, unit: 'ms', samples: of(name, 'p99') },
      { name: `${name}: CPU of the service`, unit: 'µs/request', samples: of(name, 'service') },
      { name: `${name}: CPU of PostgreSQL`, unit: 'µs/request', samples: of(name, 'database') },
      { name: `${name}: CPU of the load`, unit: 'µs/request', samples: of(name, 'load') },
    ]),
    bars: [
      { name: 'shared ÷ one a request, HMAC', value: ratio('rate', 'HMAC'), unit: '×', atLeast: 3 },
      {
        name: 'p99 shared ÷ one a request, HMAC',
        value: ratio('p99', 'HMAC'),
        unit: '×',
        atMost: 1,
      },
      {
        name: 'shared ÷ one a request, unsigned',
        value: ratio('rate', 'unsigned'),
        unit: '×',
        atLeast: 3,
      },
      {
        name: 'p99 shared ÷ one a request, unsigned',
        value: ratio('p99', 'unsigned'),
        unit: '×',
        atMost: 1,
      },
    ],
    faults: {
      lost: names.flatMap((name) => of(name, 'lost')).reduce((sum, each) => sum + each, 0),
      duplicated: 0,
      inversions: 0,
    },
  }
}
