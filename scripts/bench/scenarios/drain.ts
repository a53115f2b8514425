/**
 * Measures how fast a full queue is emptied, with the full effect. Every system gets the same stored events, in rounds
 * whose order rotates. Each round has a database of its own, copied from one template.
 */
import type { BenchServer } from '../core/bench-server.ts'
import { addFaults, checkEffect, type Faults } from '../core/check-effect.ts'
import { scaled } from '../core/scale.ts'
import type { Bar, Bench, Figure, Outcome, Scenario } from '../core/scenario.ts'
import { processCpu, serverCpu } from '../core/server-cpu.ts'
import { median } from '../core/spread.ts'
import { storeEvents } from '../core/stored-events.ts'
import { warmUp } from '../core/warm-up.ts'
import { graphileWorker } from '../systems/graphile-worker.ts'
import { hubOutbox } from '../systems/hub-outbox.ts'
import { limit } from '../systems/limit.ts'
import { pgBoss, pgBossTransactional } from '../systems/pg-boss.ts'
import type { System } from '../systems/system.ts'
import { transactionalOutbox } from '../systems/transactional-outbox.ts'

const systems = [hubOutbox, limit, graphileWorker, pgBoss, pgBossTransactional, transactionalOutbox]

interface Round {
  readonly throughput: number
  readonly node: number
  readonly postgres: number
  readonly wal: number
  readonly dead: number
  readonly faults: Faults
}

export const drain: Scenario = {
  name: 'drain',
  title: 'emptying a full queue, with the full effect',
  async run(bench) {
    const { full } = bench
    const events = scaled(full ? 300_000 : 100_000, 5000)
    const rounds = await measure(bench, events, full ? 5 : 3)
    const million = full ? await measure(bench, scaled(1_000_000, 5000), 1) : undefined
    return outcome(events, rounds, million)
  },
}

type Rounds = ReadonlyMap<System, readonly Round[]>

async function measure(bench: Bench, events: number, count: number): Promise<Rounds> {
  const { server } = bench
  const countFor = ({ most = events }: System) => Math.min(events, most)
  const templates = new Set(systems.map(countFor))
  for (const stored of templates) {
    const template = await server.createDatabase(`drain_stored_${stored}`)
    const client = await server.connect(template.url)
    await storeEvents(client, 0, stored)
    // Analysed once here, so that every round starts with the same statistics.
    await client.query('analyze')
    await client.end()
  }

  // The very first round is slower for any system, so it counts for none.
  await drainOnce(server, limit, events)
  const rounds = new Map<System, Round[]>(systems.map((system) => [system, []]))
  for (let n = 0; n < count; n++) {
    for (let i = 0; i < systems.length; i++) {
      const system = systems[(n + i) % systems.length] ?? hubOutbox
      const drained = countFor(system)
      const round = await drainOnce(server, system, drained)
      rounds.get(system)?.push(round)
      bench.progress(
        `round ${n + 1}, ${system.name}: ${Math.round(round.throughput)} events/s of ${drained}`,
      )
    }
  }
  for (const stored of templates) await server.dropDatabase(`drain_stored_${stored}`)
  return rounds
}

async function drainOnce(server: BenchServer, system: System, events: number): Promise<Round> {
  // Before the copy, so that the events count as written since the last checkpoint, like fresh ones.
  await server.settle()
  const database = await server.createDatabase('drain_round', `drain_stored_${events}`)
  const client = await server.connect(database.url)
  const wal = async () => {
    const { rows } = await client.query<{ bytes: string }>(
      `select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') as bytes`,
    )
    return Number(rows[0]?.bytes)
  }
  await system.install(database.url)
  await system.enqueue(client, 'all')
  await warmUp(client)

  const worker = await system.start(database.url)
  const [walBefore, cpuBefore, nodeBefore] = [
    await wal(),
    serverCpu(server.pid),
    processCpu(worker.pid),
  ]
  const { seconds } = await worker.drain(events)
  const [cpuAfter, nodeAfter] = [serverCpu(server.pid), processCpu(worker.pid)]
  const { executions } = await worker.stop()
  const walAfter = await wal()
  await client.query('select pg_stat_force_next_flush()')
  const { rows } = await client.query<{ dead: string }>(
    'select sum(n_dead_tup) as dead from pg_stat_user_tables',
  )
  const faults = await checkEffect(client, executions)
  await client.end()
  await server.dropDatabase(database.name)
  return {
    throughput: events / seconds,
    node: ((nodeAfter - nodeBefore) / events) * 1e6,
    postgres: ((cpuAfter - cpuBefore) / events) * 1e6,
    wal: (walAfter - walBefore) / events,
    dead: Number(rows[0]?.dead),
    faults,
  }
}

function outcome(events: number, rounds: Rounds, million: Rounds | undefined): Outcome {
  const of = (system: System, key: keyof Omit<Round, 'faults'>, all = rounds) =>
    all.get(system)?.map((round) => round[key]) ?? []
  const plain = median(of(pgBoss, 'throughput'))
  const fastest =
    median(of(pgBossTransactional, 'throughput')) > plain ? pgBossTransactional : pgBoss

  const compared = [
    { peer: graphileWorker, name: 'graphile-worker', atLeast: 14 },
    { peer: pgBossTransactional, name: 'pg-boss transactional', atLeast: 2.5 },
    { peer: fastest, name: `pg-boss's fastest (${fastest.name})`, atLeast: 2.3 },
    { peer: limit, name: 'the limit', atLeast: 0.93 },
    { peer: transactionalOutbox, name: transactionalOutbox.name, atLeast: undefined },
  ]
  const ours = of(hubOutbox, 'throughput')
  const figures: Figure[] = systems.flatMap((system) => [
    {
      name: `${system.name}: throughput`,
      unit: 'events/s',
      samples: of(system, 'throughput'),
      control: 'rate',
    },
    { name: `${system.name}: CPU of Node`, unit: 'µs/event', samples: of(system, 'node') },
    {
      name: `${system.name}: CPU of PostgreSQL`,
      unit: 'µs/event',
      samples: of(system, 'postgres'),
    },
    { name: `${system.name}: WAL`, unit: 'B/event', samples: of(system, 'wal') },
    { name: `${system.name}: dead tuples left`, unit: 'tuples', samples: of(system, 'dead') },
  ])
  const bars: Bar[] = []
  for (const { peer, name, atLeast } of compared) {
    const theirs = of(peer, 'throughput')
    const value = median(ours) / median(theirs)
    if (atLeast !== undefined) {
      bars.push({ name: `drain: ours ÷ ${name}`, value, unit: '×', atLeast })
    }
    const samples = ours.map((throughput, n) => throughput / (theirs[n] ?? Number.NaN))
    figures.push({ name: `ours ÷ ${name}, round by round`, unit: '×', samples })
  }
  if (million !== undefined) {
    for (const system of systems) {
      const samples = of(system, 'throughput', million)
      figures.push({ name: `${system.name}: throughput, long queue`, unit: 'events/s', samples })
    }
  }
  return {
    conditions: [
      `${events} stored events a round, one in ten an update of an order stored shortly before; ${ours.length} rounds in rotating order, a database each, written since the last checkpoint and in PostgreSQL’s buffers`,
      ...(million === undefined
        ? []
        : [`long queue: ${scaled(1_000_000, 5000)} events, one round`]),
      'timed from "go" to effect committed and event PROCESSADO; one worker process each; WAL includes the completion of the jobs',
      'hub-outbox: default settings (2 workers, batches up to 1000); limit: the effect on known ids, no outbox, 2 bare clients, batches of 1000',
      'graphile-worker: localQueue 500, completeJobBatchDelay 50, 24 concurrent jobs, an effect written for one event',
      `pg-transactional-outbox: ${Math.min(events, transactionalOutbox.most ?? events)} events, as each of its batches reads all that waits; polling listener, parallel messages, 500 under way on 24 connections, an effect written for one event`,
      'pg-boss: partitioned queue, batchSize 5000, localConcurrency 2, burstWhenBatchFull, the set-based effect; no supervision',
    ],
    figures,
    bars,
    plots: [
      {
        file: 'drain',
        title: 'Emptying a full queue, with the full effect',
        x: '',
        y: 'events/s',
        kind: 'bars',
        curves: systems.map((system) => ({
          name: system.name,
          points: [[0, median(of(system, 'throughput'))]],
        })),
      },
    ],
    faults: addFaults(
      [rounds, million]
        .flatMap((all) => (all ? [...all.values()].flat() : []))
        .map(({ faults }) => faults),
    ),
  }
}
