/**
 * Measures whether somebody else's old transaction slows the queue down: rounds in one database, while a transaction
 * that began before the first round keeps all dead row versions, beside the same rounds without such a transaction.
 */
import type pg from 'pg'
import type { BenchServer } from '../core/bench-server.ts'
import { addFaults, checkEffect, type Faults } from '../core/check-effect.ts'
import { scaled } from '../core/scale.ts'
import type { Bar, Curve, Figure, Outcome, Scenario } from '../core/scenario.ts'
import { median } from '../core/spread.ts'
import { storeEvents } from '../core/stored-events.ts'
import { graphileWorker } from '../systems/graphile-worker.ts'
import { hubOutbox } from '../systems/hub-outbox.ts'
import { pgBoss } from '../systems/pg-boss.ts'
import type { System } from '../systems/system.ts'

interface Pin {
  readonly name: string
  /** What the other session does before the first round. Its transaction then stays open and idle. */
  readonly statements: readonly string[]
  /** The bar for the throughput of the last round against that of the first. */
  readonly atLeast?: number
}

const shareEveryTable = `
  do $$
  declare
    v_tabela regclass;
  begin
    for v_tabela in
      select c.oid from pg_class as c
      where c.relkind in ('r', 'p') and c.relnamespace in (select oid from pg_namespace where nspname !~ '^(pg_|information_)')
    loop
      execute format('lock table %s in access share mode', v_tabela);
    end loop;
  end
  $$`

const pins: readonly Pin[] = [
  { name: 'unpinned', statements: [] },
  {
    name: 'idle reader',
    statements: ['begin isolation level repeatable read', 'select from hub.tenant'],
    atLeast: 0.9,
  },
  {
    name: 'writer with an xid',
    statements: [
      'create table public.estranho (n int)',
      'begin',
      'insert into public.estranho values (1)',
    ],
    atLeast: 0.85,
  },
  {
    name: 'ACCESS SHARE everywhere',
    statements: [
      'begin isolation level repeatable read',
      'select from hub.tenant',
      shareEveryTable,
    ],
  },
]

const rounds = 4

interface Series {
  readonly name: string
  readonly pin: Pin
  /** The events a second of each round. */
  readonly throughputs: readonly number[]
}

export const pinnedSnapshot: Scenario = {
  name: 'pinned-snapshot',
  title: 'throughput while an old transaction stays open',
  async run(bench) {
    const { server, full } = bench
    // Several series of each in turn, because a single one also depends on the state of the machine.
    const repeats = 3
    const events = scaled(full ? 60_000 : 25_000, 2000)
    const eventsOfPeers = scaled(20_000, 2000)
    const plan = [
      ...pins.map((pin) => ({ system: hubOutbox, pin, count: events })),
      ...(full ? [graphileWorker, pgBoss] : []).flatMap((system) =>
        pins.map((pin) => ({ system, pin, count: eventsOfPeers })),
      ),
    ]
    const all: Series[] = []
    const faults: Faults[] = []
    for (let n = 0; n < repeats; n++) {
      for (const { system, pin, count } of plan) {
        const name = `${system.name}, ${pin.name}`
        const series = await runSeries(server, system, pin, count)
        all.push({ name, pin, throughputs: series.throughputs })
        faults.push(series.faults)
        bench.progress(
          `${name}: ${series.throughputs.map((each) => Math.round(each)).join(', ')} events/s`,
        )
      }
    }
    return outcome(all, addFaults(faults), [
      `${rounds} rounds of ${events} events each in one database, stored just before they are timed, a checkpoint between; series of each, in turn: ${repeats}`,
      ...(full ? [`graphile-worker and pg-boss: rounds of ${eventsOfPeers} events`] : []),
      'the transaction begins before the first events are stored and stays open and idle',
    ])
  },
}

async function runSeries(
  server: BenchServer,
  system: System,
  { statements }: Pin,
  count: number,
): Promise<{ throughputs: readonly number[]; faults: Faults }> {
  const database = await server.createDatabase('pinned')
  await system.install(database.url)
  const client = await server.connect(database.url)
  const stranger = await server.connect(database.url)
  for (const statement of statements) await stranger.query(statement)

  const throughputs: number[] = []
  let executions = 0
  for (let n = 0; n < rounds; n++) {
    await storeEvents(client, n * count, (n + 1) * count)
    await system.enqueue(client, await waiting(client))
    await server.settle()
    const worker = await system.start(database.url)
    const { seconds } = await worker.drain(count)
    executions += (await worker.stop()).executions
    throughputs.push(count / seconds)
  }
  await stranger.end()
  const faults = await checkEffect(client, executions)
  await client.end()
  await server.dropDatabase(database.name)
  return { throughputs, faults }
}

/**
 * The ids of stored events. A peer's queue must not be filled by truncating the outbox, which would wait for the other
 * session's locks.
 */
async function waiting(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ id: string }>(
    'select id from hub.integracao_outbox order by id',
  )
  return rows.map(({ id }) => id)
}

function outcome(all: readonly Series[], faults: Faults, conditions: readonly string[]): Outcome {
  const figures: Figure[] = []
  const bars: Bar[] = []
  const curves: Curve[] = []
  for (const [name, series] of Map.groupBy(all, (each) => each.name)) {
    const ofRound = (n: number) => series.map(({ throughputs }) => throughputs[n] ?? Number.NaN)
    const ratios = series.map(
      ({ throughputs }) => (throughputs.at(-1) ?? 0) / (throughputs[0] ?? 0),
    )
    for (let n = 0; n < rounds; n++) {
      figures.push({
        name: `${name}: round ${n + 1}`,
        unit: 'events/s',
        samples: ofRound(n),
        ...(n === 0 ? { control: 'rate' as const } : {}),
      })
    }
    figures.push({ name: `${name}: round ${rounds} ÷ round 1`, unit: '×', samples: ratios })
    curves.push({
      name,
      points: Array.from({ length: rounds }, (_, n) => [
        n + 1,
        median(ofRound(n)) / median(ofRound(0)),
      ]),
    })
    const atLeast = series[0]?.pin.atLeast
    if (atLeast !== undefined && name.startsWith(hubOutbox.name)) {
      const value = median(ofRound(rounds - 1)) / median(ofRound(0))
      bars.push({
        name: `pinned by ${series[0]?.pin.name ?? ''}: round ${rounds} ÷ round 1`,
        value,
        unit: '×',
        atLeast,
      })
    }
  }
  return {
    conditions,
    figures,
    bars,
    plots: [
      {
        file: 'pinned-snapshot',
        title: 'Throughput while an old transaction stays open',
        x: 'round',
        y: 'of the first round',
        curves,
      },
    ],
    faults,
  }
}
