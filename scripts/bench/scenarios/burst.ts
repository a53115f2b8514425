/** Measures what one tenant's 100,000 events in one transaction do to tenants who send at their usual rate. */
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { prepareTenant } from '../core/bench-server.ts'
import { checkEffect } from '../core/check-effect.ts'
import { scaled } from '../core/scale.ts'
import type { Figure, Scenario } from '../core/scenario.ts'
import { median, quantile } from '../core/spread.ts'
import { benchEvent } from '../core/stored-events.ts'
import { type SteadyLoad, startLoad } from '../core/steady-load.ts'
import { untilProcessed } from '../core/until-processed.ts'
import { hubOutbox } from '../systems/hub-outbox.ts'

const bursting = 123
const rate = 1000
const perCall = 5000
const others = [200, 201, 202, 203, 204, 205, 206, 207]

interface Round {
  readonly before: readonly number[]
  /** Events sent while its transaction is open and still invisible. */
  readonly appending: readonly number[]
  /** Events sent between its commit and its last event. */
  readonly working: readonly number[]
  /** The delay of the sender itself, during the burst. */
  readonly lateness: readonly number[]
  readonly appendSeconds: number
  readonly burstSeconds: number
}

export const burst: Scenario = {
  name: 'burst',
  title: '100,000 events in one transaction, while others send 1,000 a second',
  async run(bench) {
    const { server, full } = bench
    const rounds = full ? 5 : 3
    const size = scaled(100_000, 5000)
    const database = await server.createDatabase('burst')
    try {
      const client = await server.connect(database.url)
      const producers = [await server.connect(database.url), await server.connect(database.url)]
      for (const tenant of others) await prepareTenant(client, tenant)
      const worker = await hubOutbox.start(database.url)
      worker.run()
      const load = startLoad(producers, rate, others)
      // The database is warm by then, and its tables have grown once.
      await sleep(2000)
      const done: Round[] = []
      for (let round = 0; round < rounds; round++) {
        await server.settle()
        done.push(await oneRound(client, load, round * size, size))
        const [before, after] = [done.at(-1)?.before ?? [], done.at(-1)?.working ?? []]
        bench.progress(
          `p99 ${quantile(before, 0.99).toFixed(0)} ms before, ${quantile(after, 0.99).toFixed(0)} ms after the burst`,
        )
      }
      const background = await load.stop()
      await untilProcessed(client)
      const { executions } = await worker.stop()
      await client.query('analyze')
      return {
        conditions: [
          `${rounds} rounds: 3 s of ${rate} events/s from ${others.length} tenants alone, then a burst of ${size} events of one more tenant, ${perCall} a call, committed at once`,
          'latency: from the intended moment of sending to processed_at, when the step that finished the event began; the step itself comes on top of it',
          'before: events of the 3 s; while it is appended: those sent while its transaction is open; worked off: those sent from its commit to its last event',
          `${rounds * size} + ${background} events; one relay process at its default settings`,
        ],
        figures: [
          ...latency(
            'others before',
            done.map((round) => round.before),
            'time',
          ),
          ...latency(
            'others while the burst is appended',
            done.map((round) => round.appending),
          ),
          ...latency(
            'others while the burst is worked off',
            done.map((round) => round.working),
          ),
          {
            name: 'of which the sender was late itself, from burst to last event: p99',
            unit: 'ms',
            samples: done.map((r) => quantile(r.lateness, 0.99)),
          },
          { name: 'appending the burst', unit: 's', samples: done.map((r) => r.appendSeconds) },
          {
            name: 'from its commit to its last event',
            unit: 's',
            samples: done.map((r) => r.burstSeconds),
          },
        ],
        bars: [],
        plots: [
          {
            file: 'burst',
            title: `Others’ latency before and during a burst of ${size}`,
            x: 'quantile, %',
            y: 'ms',
            logarithmic: ['y'],
            curves: [
              { name: 'before', points: distribution(done.flatMap((r) => r.before)) },
              {
                name: 'while it is appended',
                points: distribution(done.flatMap((r) => r.appending)),
              },
              {
                name: 'while it is worked off',
                points: distribution(done.flatMap((r) => r.working)),
              },
            ],
          },
        ],
        faults: await checkEffect(client, executions),
      }
    } finally {
      await server.dropDatabase(database.name)
    }
  },
}

async function oneRound(
  client: pg.Client,
  load: SteadyLoad,
  from: number,
  size: number,
): Promise<Round> {
  // Prepared beforehand, because this process also sends the others' events.
  const calls = burstCalls(from, size)
  const begin = Date.now()
  await sleep(3000)
  const burstAt = Date.now()
  await client.query('begin')
  for (const events of calls)
    await client.query('select from ingress.append_events($1::json)', [events])
  await client.query('commit')
  const committedAt = Date.now()
  await untilTenantProcessed(client)
  const end = Date.now()
  // The last events must have their effect before they are checked.
  await sleep(1000)
  return {
    before: await latencies(client, begin, burstAt - 500, others),
    appending: await latencies(client, burstAt, committedAt, others),
    working: await latencies(client, committedAt, end, others),
    lateness: load.lateness
      .filter(({ intended }) => intended >= burstAt && intended < end)
      .map(({ ms }) => ms),
    appendSeconds: (committedAt - burstAt) / 1000,
    burstSeconds: (end - committedAt) / 1000,
  }
}

function burstCalls(from: number, size: number): string[] {
  return Array.from({ length: Math.ceil(size / perCall) }, (_, call) => {
    const start = from + call * perCall
    const count = Math.min(perCall, from + size - start)
    return JSON.stringify(Array.from({ length: count }, (_, i) => benchEvent(start + i, bursting)))
  })
}

async function untilTenantProcessed(client: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query(
      `select from hub.integracao_outbox where tenant_id = $1 and destino = 'PROCESSAR' limit 1`,
      [bursting],
    )
    if (rows.length === 0) return
    await sleep(20)
  }
}

async function latencies(
  client: pg.Client,
  from: number,
  to: number,
  tenants: readonly number[],
): Promise<number[]> {
  const { rows } = await client.query<{ ms: number }>(
    `select extract(epoch from coalesce(processed_at, clock_timestamp()) - received_at)::float8 * 1000 as ms
     from hub.integracao_evento
     where tenant_id = any ($3) and received_at >= $1 and received_at < $2`,
    [new Date(from), new Date(to), tenants],
  )
  return rows.map(({ ms }) => Math.max(0, ms))
}

function latency(name: string, rounds: readonly (readonly number[])[], control?: 'time'): Figure[] {
  return [
    { name: `${name}: p50`, unit: 'ms', samples: rounds.map(median), ...(control && { control }) },
    { name: `${name}: p99`, unit: 'ms', samples: rounds.map((round) => quantile(round, 0.99)) },
  ]
}

function distribution(samples: readonly number[]): (readonly [number, number])[] {
  return Array.from({ length: 100 }, (_, i) => [i, quantile(samples, i / 100)])
}
