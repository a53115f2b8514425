/**
 * Measures what failing events do to healthy ones: of each hundred, twenty fail once and one always. Steps run one by
 * one and receive the time, so that waits of half an hour pass at once.
 */
import { createBatchSize } from '../../../src/relay/batch-size.ts'
import type pg from 'pg'
import type { BenchServer } from '../core/bench-server.ts'
import { addFaults, checkEffect, type Faults } from '../core/check-effect.ts'
import { failureOf, installFailures, noteWaits } from '../core/failing-events.ts'
import { fillBacklog } from '../core/fill-backlog.ts'
import { scaled } from '../core/scale.ts'
import type { Scenario } from '../core/scenario.ts'
import { median } from '../core/spread.ts'
import { timedStep } from '../core/timed-step.ts'

const batch = 500
const backoff = ['30 s', '2 min', '10 min']
const name = 'retry_storm'

interface Run {
  /** The healthy events finished a second, until the queue first had nothing left to claim. */
  readonly healthyRate: number
  readonly faults: Faults
}

interface Storm extends Run {
  readonly steps: number
  readonly dead: number
  readonly wrongDead: number
  /** The actual waits as fractions of the backoff. */
  readonly waits: readonly number[]
  readonly postponed: readonly number[]
}

export const retryStorm: Scenario = {
  name: 'retry-storm',
  title: 'Of 100 events 20 fail once and one always',
  async run(bench) {
    const { server, full } = bench
    const rounds = full ? 7 : 3
    const count = Math.ceil(scaled(20_000, 2000) / 100) * 100
    const calm: Run[] = []
    const storms: Storm[] = []
    try {
      for (let round = 0; round < rounds; round++) {
        calm.push(await runCalm(server, count))
        storms.push(await runStorm(server, count))
        bench.progress(
          `${calm.at(-1)?.healthyRate.toFixed(0)} events/s, with failures ${storms.at(-1)?.healthyRate.toFixed(0)}`,
        )
      }
    } finally {
      await server.dropDatabase(name)
    }
    const ratios = storms.map(
      ({ healthyRate }, i) => healthyRate / (calm[i]?.healthyRate ?? Number.NaN),
    )
    const waits = storms.flatMap((storm) => storm.waits)
    const postponed = storms.flatMap((storm) => storm.postponed)
    const wrongDead = storms.map((storm) => storm.wrongDead)
    return {
      conditions: [
        `${rounds} rounds of ${count} events, each once without and once with failures, in databases of their own; one connection, at most ${batch} events a step, halved and doubled as the relay does`,
        'failures are raised by a trigger on hub.pedido, which is there without failures too: 10 % raise 40001 at first (postponed, no attempt spent), 10 % an ordinary error at first (an attempt spent), 1 % an ordinary error always',
        `backoff ${backoff.join(', ')}; the clock is what the steps are told, and goes on to the next retry when nothing is claimable`,
        'rate of healthy events: those that never fail, over the time of the steps until nothing was claimable for the first time',
        'faults: with the dead events, which are counted apart, taken out',
      ],
      figures: [
        {
          name: 'healthy events, no failures',
          unit: 'events/s',
          samples: calm.map((r) => r.healthyRate),
          control: 'rate',
        },
        {
          name: 'healthy events, with failures',
          unit: 'events/s',
          samples: storms.map((r) => r.healthyRate),
        },
        { name: 'ratio', unit: '×', samples: ratios },
        {
          name: 'steps until all had a verdict',
          unit: 'steps',
          samples: storms.map((r) => r.steps),
        },
        { name: 'dead letters', unit: 'events', samples: storms.map((r) => r.dead) },
        {
          name: 'dead that should live, or living that should be dead',
          unit: 'events',
          samples: wrongDead,
        },
        {
          name: 'wait ÷ what the backoff says (±10 %), least',
          unit: '×',
          samples: [Math.min(...waits)],
        },
        {
          name: 'wait ÷ what the backoff says (±10 %), median',
          unit: '×',
          samples: [median(waits)],
        },
        {
          name: 'wait ÷ what the backoff says (±10 %), most',
          unit: '×',
          samples: [Math.max(...waits)],
        },
        { name: 'wait of a postponed event, most', unit: 's', samples: [Math.max(...postponed)] },
      ],
      bars: [
        {
          name: 'dead letters other than the permanent failures',
          value: Math.max(...wrongDead),
          unit: 'events',
          atMost: 0,
        },
        {
          name: 'healthy events while a fifth fails',
          value: median(ratios),
          unit: '×',
          atLeast: 0.7,
        },
      ],
      faults: addFaults([...calm, ...storms].map(({ faults }) => faults)),
    }
  },
}

async function runCalm(server: BenchServer, count: number): Promise<Run> {
  const client = await freshQueue(server, count)
  await installFailures(client, false)
  const drained = await drain(client, new Date().toISOString())
  await client.query('analyze')
  const faults = await checkEffect(client, drained.finished)
  return { healthyRate: (drained.finished / drained.ms) * 1000, faults }
}

async function runStorm(server: BenchServer, count: number): Promise<Storm> {
  const client = await freshQueue(server, count)
  await installFailures(client, true)
  let now = new Date().toISOString()
  const first = await drain(client, now)
  let [finished, steps] = [first.finished, first.steps]
  await noteWaits(client)
  for (let next = await poll(client, now); next !== null; next = await poll(client, now)) {
    now = next
    const more = await drain(client, now)
    finished += more.finished
    steps += more.steps
    await noteWaits(client)
  }
  const waits = await readWaits(client)
  const { dead, wrongDead } = await takeOutDead(client)
  await client.query('analyze')
  const faults = await checkEffect(client, finished)
  return {
    healthyRate: (first.finished / first.ms) * 1000,
    steps,
    dead,
    wrongDead: wrongDead + Math.abs(dead - permanent(count)),
    ...waits,
    faults,
  }
}

async function freshQueue(server: BenchServer, count: number): Promise<pg.Client> {
  const database = await server.createDatabase(name)
  const client = await server.connect(database.url)
  await fillBacklog([client], 0, count)
  await server.settle()
  return client
}

/** Runs steps at that time until nothing is claimable. */
async function drain(client: pg.Client, now: string) {
  const size = createBatchSize(batch)
  const total = { ms: 0, finished: 0, steps: 0 }
  for (;;) {
    const step = await timedStep(client, size.current, { backoff, now })
    total.ms += step.ms
    total.finished += step.finished
    total.steps++
    if (step.claimed === 0) return total
    if (step.shrink) size.shrink()
    else size.grow(step.claimed >= size.current)
  }
}

/** Makes due rows claimable. Resolves to a second after the next due time, or null when no row waits for a time. */
async function poll(client: pg.Client, now: string): Promise<string | null> {
  const { rows } = await client.query<{ next: Date | null; due: boolean }>(
    'select proxima_em as next, processar as due from relay.poll($1, $2, $3)',
    ['bench', backoff, now],
  )
  const { next = null, due = false } = rows[0] ?? {}
  if (due) return now
  return next === null ? null : new Date(next.getTime() + 1000).toISOString()
}

async function readWaits(client: pg.Client) {
  const { rows } = await client.query<{ motivo: string; tentativas: number; seconds: number }>(
    'select motivo, tentativas, seconds from public.bench_wait',
  )
  const wanted = [30, 120, 600]
  return {
    waits: rows
      .filter(({ motivo }) => motivo === 'RETRY')
      .map(({ tentativas, seconds }) => seconds / (wanted[tentativas - 1] ?? Number.NaN)),
    postponed: rows.filter(({ motivo }) => motivo === 'ADIADO').map(({ seconds }) => seconds),
  }
}

async function takeOutDead(client: pg.Client): Promise<{ dead: number; wrongDead: number }> {
  const { rows } = await client.query<{ n: number }>(
    `with dead as (delete from hub.integracao_outbox where status = 'MORTO' returning id)
     delete from hub.integracao_evento as e
     using dead
     where e.id = dead.id
     returning substr(e.external_id, 8)::int as n`,
  )
  const wrong = rows.filter(({ n }) => failureOf(n) !== 'always')
  return { dead: rows.length, wrongDead: wrong.length }
}

function permanent(count: number): number {
  return Array.from({ length: count }, (_, n) => failureOf(n)).filter((kind) => kind === 'always')
    .length
}
