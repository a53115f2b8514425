/** Measures what waking relays by NOTIFY costs a producer: always, only when one sleeps (the product), never. */
import type pg from 'pg'
import type { Bench, Outcome, Scenario } from '../core/scenario.ts'
import { scaled } from '../core/scale.ts'
import { processCpu, serverCpu } from '../core/server-cpu.ts'
import { median } from '../core/spread.ts'
import { startHub } from '../load/hub-program.ts'
import { runProducers } from '../load/producers.ts'
import { startMetronome } from '../load/metronome.ts'
import { outboxIsEmpty } from '../load/outbox-is-empty.ts'
import { seededRandom } from '../load/seeded-random.ts'
import { shuffled } from '../load/shuffled.ts'

const modes = ['off', 'off again', 'gated', 'always'] as const
type Mode = (typeof modes)[number]

/** The bodies of relay.wake to compare. The rest of the append stays as it is. */
const bodies: Readonly<Record<Exclude<Mode, 'gated'>, string>> = {
  always: `perform pg_notify('hub_outbox', '');`,
  off: 'null;',
  'off again': 'null;',
}

const clientCounts = [1, 8, 32, 64] as const
const judged = 32
const seconds = { judged: 5, others: 1 }
/** The interval at which the relay is woken in every mode, so that it does not sleep longer where nobody notifies. */
const beatMs = 20

interface Sample {
  readonly tps: number
  /** The microseconds of PostgreSQL for each transaction, with the relay's steps for it. */
  readonly database: number
  readonly relay: number
}

export const producers: Scenario = {
  name: 'producers',
  title: 'What waking a relay costs producers: NOTIFY always, gated, never',
  async run(bench): Promise<Outcome> {
    const { url } = await bench.server.createDatabase('bench_producers')
    const client = await bench.server.connect(url)
    const product = await wakeOf(client)
    const relay = await startHub({ url, rooms: 'relay' })
    const metronome = startMetronome(await bench.server.connect(url), beatMs)
    const samples = new Map<string, Sample[]>()
    const random = seededRandom(42)
    try {
      for (const clients of clientCounts) {
        const rounds = clients === judged ? (bench.full ? 20 : 10) : bench.full ? 5 : 3
        for (let n = 0; n < rounds; n++) {
          const compared = clients === judged ? modes : modes.filter((mode) => mode !== 'off again')
          for (const mode of shuffled(compared, random)) {
            await client.query(mode === 'gated' ? product : withBody(product, bodies[mode]))
            const sample = await oneRound(bench, client, url, clients, relay.pid)
            const name = `${clients} clients, ${mode}`
            samples.set(name, [...(samples.get(name) ?? []), sample])
          }
        }
        bench.progress(
          modes
            .filter((mode) => samples.has(`${clients} clients, ${mode}`))
            .map((mode) => describe(`${clients} clients, ${mode}`, samples))
            .join(' · '),
        )
      }
    } finally {
      await metronome.stop()
      await relay.stop()
    }
    await bench.server.dropDatabase('bench_producers')
    return outcome(samples)
  },
}

let appended = 0

/**
 * The outbox is empty before and after each round, so that the relay does the same work in all: one effect for each
 * event.
 */
async function oneRound(
  bench: Bench,
  client: pg.Client,
  url: string,
  clients: number,
  relay: number,
): Promise<Sample> {
  await outboxIsEmpty(client)
  const [database, own] = [serverCpu(bench.server.pid), processCpu(relay)]
  const length = scaled(clients === judged ? seconds.judged : seconds.others)
  const result = await runProducers({ url, clients, seconds: length, from: appended })
  appended += result.transactions + clients * 6
  await outboxIsEmpty(client)
  const perTransaction = (spent: number) => (spent / (result.transactions + clients * 6)) * 1e6
  return {
    tps: result.transactions / result.seconds,
    database: perTransaction(serverCpu(bench.server.pid) - database),
    relay: perTransaction(processCpu(relay) - own),
  }
}

async function wakeOf(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ source: string }>(
    `select pg_get_functiondef('relay.wake(text, bigint)'::regprocedure) as source`,
  )
  const [row] = rows
  if (row === undefined) throw new Error('relay.wake is not there')
  return row.source
}

function withBody(source: string, body: string): string {
  return source.replace(/begin[\s\S]*?end\s*\$/, `begin ${body} end $`)
}

function medianOf(samples: ReadonlyMap<string, Sample[]>, name: string, key: keyof Sample): number {
  return median((samples.get(name) ?? []).map((each) => each[key]))
}

function describe(name: string, samples: ReadonlyMap<string, Sample[]>): string {
  const tps = Math.round(medianOf(samples, name, 'tps'))
  return `${name}: ${tps} tps, ${Math.round(medianOf(samples, name, 'database'))} µs`
}

function outcome(samples: ReadonlyMap<string, Sample[]>): Outcome {
  const against = (mode: Mode, other: Mode, key: keyof Sample) =>
    medianOf(samples, `${judged} clients, ${mode}`, key) /
    medianOf(samples, `${judged} clients, ${other}`, key)
  const control = (key: keyof Sample) => ({
    name: `A/A control at ${judged} clients: off again ÷ off, ${key === 'tps' ? 'tps' : 'CPU'}`,
    unit: '×',
    samples: [against('off again', 'off', key)],
  })
  return {
    conditions: [
      'each client commits one-event appends, one after another; all clients in a process of their own',
      'a real relay (2 workers, default settings) is busy with what they append, in every mode; a round starts with an empty outbox and its CPU is counted until the outbox is empty again, so that each mode pays one effect for each transaction',
      `one more session notifies every ${beatMs} ms in every mode, so that the relay looks equally often; without it, off would let it sleep up to 1 s and drain in larger, cheaper batches`,
      'always and off: relay.wake() with another body, in this database only',
      `rounds shuffled (seeded); ${scaled(seconds.judged)} s each at ${judged} clients, ${scaled(seconds.others)} s at the others`,
    ],
    figures: [
      ...[...samples].flatMap(([name, all]) => [
        {
          name: `${name}: commits`,
          unit: 'tps',
          samples: all.map(({ tps }) => tps),
          ...(name.startsWith(`${judged} `) ? { control: 'rate' as const } : {}),
        },
        {
          name: `${name}: CPU of PostgreSQL, effect included`,
          unit: 'µs/transaction',
          samples: all.map(({ database }) => database),
        },
        {
          name: `${name}: CPU of the relay`,
          unit: 'µs/transaction',
          samples: all.map((each) => each.relay),
        },
      ]),
      control('tps'),
      control('database'),
    ],
    bars: [
      {
        name: `CPU of PostgreSQL a transaction at ${judged} clients: gated ÷ off`,
        value: against('gated', 'off', 'database'),
        unit: '×',
        atMost: 1.05,
      },
      {
        name: `tps at ${judged} clients: gated ÷ off`,
        value: against('gated', 'off', 'tps'),
        unit: '×',
        atLeast: 0.93,
      },
    ],
    plots: [
      {
        file: 'producers',
        title: 'Producers of one-event appends, by how relays are woken',
        x: 'clients',
        y: 'commits/s',
        logarithmic: ['x'],
        curves: modes
          .filter((mode) => mode !== 'off again')
          .map((mode) => ({
            name: `NOTIFY ${mode}`,
            points: clientCounts.map(
              (clients) =>
                [clients, medianOf(samples, `${clients} clients, ${mode}`, 'tps')] as const,
            ),
          })),
      },
    ],
  }
}
