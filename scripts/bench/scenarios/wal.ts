/**
 * Measures what an event writes, from its append to PROCESSADO: bytes of WAL by statement, relation and type of record,
 * dead rows, index entries and processor time. No page's first change after a checkpoint falls into it: such a change
 * writes the whole page, which depends on how often checkpoints come and not on the event.
 */
import type pg from 'pg'
import { addFaults, checkEffect, type Faults } from '../core/check-effect.ts'
import { formatNumber } from '../core/format-number.ts'
import { mixedEvents } from '../core/mixed-events.ts'
import { scaled } from '../core/scale.ts'
import type { Bench, Figure, Scenario } from '../core/scenario.ts'
import { processCpu } from '../core/server-cpu.ts'
import { benchEvent } from '../core/stored-events.ts'
import { tableLines, tableWrites } from '../core/table-writes.ts'
import { timedStep } from '../core/timed-step.ts'
import { walAccount, type WalShare } from '../core/wal-account.ts'

interface Load {
  readonly name: string
  /** Events an append, and a step. */
  readonly batch: number
  readonly batches: number
  readonly events: (from: number, count: number) => readonly object[]
}

interface Stretch {
  readonly name: 'append' | 'step'
  readonly cpu: number
  readonly shares: readonly WalShare[]
}

const most = 1100

export const wal: Scenario = {
  name: 'wal',
  title: 'what an event writes, from its append to PROCESSADO',
  async run(bench) {
    const batches = scaled(20, 3)
    const stored = (from: number, count: number) =>
      Array.from({ length: count }, (_, i) => benchEvent(from + i))
    const loads: readonly Load[] = [
      { name: 'by the thousand', batch: 1000, batches, events: stored },
      { name: 'one at a time', batch: 1, batches: scaled(2000, 200), events: stored },
      { name: 'creation, label, status', batch: 1000, batches, events: mixedEvents },
    ]
    const figures: Figure[] = []
    const faults: Faults[] = []
    for (const load of loads) {
      const measured = await measure(bench, load)
      figures.push(...measured.figures)
      faults.push(measured.faults)
    }
    const total = figures[0]?.samples[0] ?? Number.NaN
    return {
      conditions: [
        'all events are appended, then all are processed, on one connection; a checkpoint before, none within',
        `by the thousand: ${batches * 1000} stored events, one in ten an update, in batches of 1000; one at a time: a commit each; creation, label, status: three events of each order, which becomes PRONTO`,
        'bytes with the padding of each record, without full-page images; CPU of the backend',
      ],
      figures,
      bars: [{ name: 'WAL an event, append to PROCESSADO', value: total, unit: 'B', atMost: most }],
      faults: addFaults(faults),
    }
  },
}

async function measure(
  bench: Bench,
  load: Load,
): Promise<{ figures: readonly Figure[]; faults: Faults }> {
  const { server } = bench
  await server.settle()
  const database = await server.createDatabase('wal')
  const client = await server.connect(database.url)
  try {
    await client.query('create extension pg_walinspect')
    const warm = 3 * load.batch
    await append(client, load, 0, warm)
    await step(client, load, warm)
    const before = await tableWrites(client)

    const count = load.batch * load.batches
    const stretches = [
      await account(client, 'append', count, () => append(client, load, warm, warm + count)),
      await account(client, 'step', count, () => step(client, load, count)),
    ]
    for (const { name, shares } of stretches) printShares(bench, load, name, shares, count)
    bench.progress(`${load.name}: rows of each table, an event`)
    for (const line of tableLines(before, await tableWrites(client), count))
      bench.progress(`  ${line}`)
    return {
      figures: figuresOf(load, stretches, count),
      faults: await checkEffect(client, warm + count),
    }
  } finally {
    await client.end()
    await server.dropDatabase(database.name)
  }
}

async function append(client: pg.Client, load: Load, from: number, to: number): Promise<void> {
  for (let start = from; start < to; start += load.batch) {
    await client.query({
      name: 'wal_append',
      text: 'select from ingress.append_events($1::json)',
      values: [JSON.stringify(load.events(start, load.batch))],
    })
  }
}

async function step(client: pg.Client, load: Load, count: number): Promise<void> {
  for (let done = 0; done < count;) {
    const { claimed } = await timedStep(client, load.batch)
    if (claimed === 0) throw new Error(`${done} events of ${count} were claimed`)
    done += claimed
  }
}

async function account(
  client: pg.Client,
  name: Stretch['name'],
  count: number,
  work: () => Promise<void>,
): Promise<Stretch> {
  const pid = (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid
  const position = async () => {
    const { rows } = await client.query<{ lsn: string }>(
      'select pg_current_wal_insert_lsn() as lsn',
    )
    return rows[0]?.lsn ?? ''
  }
  const [from, cpu] = [await position(), processCpu(pid ?? 0)]
  await work()
  const [to, cpuAfter] = [await position(), processCpu(pid ?? 0)]
  // An asynchronous commit or none at all may have left the end unwritten, and only what is written can be read.
  await client.query('select pg_switch_wal()')
  return { name, cpu: ((cpuAfter - cpu) / count) * 1e6, shares: await walAccount(client, from, to) }
}

function figuresOf(load: Load, stretches: readonly Stretch[], count: number): readonly Figure[] {
  const figure = (what: string, value: number, unit = 'B/event'): Figure => ({
    name: `${load.name}: ${what}`,
    unit,
    samples: [value],
  })
  const bytes = (shares: readonly WalShare[]) =>
    shares.reduce((sum, share) => sum + share.bytes, 0) / count
  const groups = stretches.flatMap(({ name, shares }) =>
    [...Map.groupBy(shares, ({ group }) => group)].map(([group, own]) =>
      figure(`${name}, ${group}`, bytes(own)),
    ),
  )
  return [
    figure(
      'WAL',
      stretches.reduce((sum, { shares }) => sum + bytes(shares), 0),
    ),
    ...stretches.map(({ name, shares }) => figure(`WAL of ${name}`, bytes(shares))),
    ...stretches.map(({ name, cpu }) => figure(`CPU of ${name}`, cpu, 'µs/event')),
    ...groups,
  ]
}

function printShares(
  bench: Bench,
  load: Load,
  name: string,
  shares: readonly WalShare[],
  count: number,
): void {
  bench.progress(`${load.name}, ${name}: bytes an event (records an event)`)
  for (const { group, relation, type, records, bytes } of shares) {
    if (bytes < count) continue
    const each = `${formatNumber(bytes / count)} (${formatNumber(records / count)})`
    bench.progress(`  ${group.padEnd(20)} ${relation.padEnd(32)} ${type.padEnd(22)} ${each}`)
  }
  const images = shares.reduce((sum, share) => sum + share.images, 0)
  bench.progress(`  full-page images, left out: ${formatNumber(images / count)}`)
}
