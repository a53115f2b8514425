/** Switches on a flag that held 400,000 events back in three rounds, while other tenants send at their usual rate. */
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { type BenchServer, prepareTenant } from '../core/bench-server.ts'
import { addFaults, checkEffect } from '../core/check-effect.ts'
import { scaled } from '../core/scale.ts'
import type { Scenario } from '../core/scenario.ts'
import { median, quantile } from '../core/spread.ts'
import { startLoad } from '../core/steady-load.ts'
import { storeEvents } from '../core/stored-events.ts'
import { untilProcessed } from '../core/until-processed.ts'
import { hubOutbox } from '../systems/hub-outbox.ts'

const parked = 123
const others = [200, 201, 202, 203]
const rate = 200
/** Releases as the schedule does. */
const lookEveryMs = 2000

const rounds = 3

export const release: Scenario = {
  name: 'release',
  title: '400,000 parked events are let go, a third a round, while others send 200 a second',
  async run(bench) {
    const size = scaled(400_000 / rounds, 2000)
    const done: Awaited<ReturnType<typeof oneRound>>[] = []
    for (let n = 0; n < rounds; n++) {
      done.push(await oneRound(bench.server, size))
      bench.progress(`${size} events let go in ${done.at(-1)?.releasedSeconds.toFixed(1)} s`)
    }
    const of = (value: (round: (typeof done)[number]) => number) => done.map(value)
    const switchMs = of((round) => round.switchMs)
    const during = of((round) => quantile(round.during, 0.99))
    const least = Math.min(...of((round) => round.released))
    return {
      conditions: [
        `${rounds} rounds of ${size} parked events of one tenant and ${rate}/s of ${others.length} others; one relay process at its default settings`,
        `the release goes piece by piece, as the schedule does it: a look each ${lookEveryMs / 1000} s, and then until nothing is due`,
        'an answer: from the intended moment of sending to the commit of the append, over SQL',
        `let go by the release: ${least} of ${size}, at least`,
      ],
      figures: [
        { name: 'switching the flag', unit: 'ms', samples: switchMs },
        {
          name: 'answers to others before: p50',
          unit: 'ms',
          samples: of(({ before }) => median(before)),
          control: 'time',
        },
        {
          name: 'answers to others before: p99',
          unit: 'ms',
          samples: of(({ before }) => quantile(before, 0.99)),
        },
        { name: 'answers to others during: p99', unit: 'ms', samples: during },
        { name: 'until all are let go', unit: 's', samples: of((each) => each.releasedSeconds) },
        { name: 'until all are done', unit: 's', samples: of((each) => each.doneSeconds) },
      ],
      bars: [
        { name: 'switching the flag', unit: 'ms', value: median(switchMs), atMost: 200 },
        { name: 'answers to others during: p99', unit: 'ms', value: median(during), atMost: 100 },
        { name: 'let go', unit: 'events', value: least, atLeast: size },
      ],
      faults: addFaults(done.map(({ faults }) => faults)),
    }
  },
}

async function oneRound(server: BenchServer, size: number) {
  const database = await server.createDatabase('release')
  try {
    const client = await server.connect(database.url)
    const producers = [await server.connect(database.url), await server.connect(database.url)]
    for (const tenant of [parked, ...others]) await prepareTenant(client, tenant)
    await switchFlag(client, false)
    await storeEvents(client, 0, size, parked)
    const worker = await hubOutbox.start(database.url)
    worker.run()
    await server.settle()
    const load = startLoad(producers, rate, others)
    await sleep(5000)
    const switchedAt = Date.now()
    await switchFlag(client, true)
    const switchMs = Date.now() - switchedAt
    const released = await releaseAll(client)
    const releasedAt = Date.now()
    await untilProcessed(client, rate)
    const doneAt = Date.now()
    await load.stop()
    await untilProcessed(client)
    const { executions } = await worker.stop()
    const answered = (from: number, to: number) =>
      load.answers.filter(({ intended }) => intended >= from && intended < to).map(({ ms }) => ms)
    return {
      switchMs,
      released,
      releasedSeconds: (releasedAt - switchedAt) / 1000,
      doneSeconds: (doneAt - switchedAt) / 1000,
      before: answered(0, switchedAt),
      during: answered(switchedAt, doneAt),
      faults: await checkEffect(client, executions),
    }
  } finally {
    await server.dropDatabase(database.name)
  }
}

async function switchFlag(client: pg.Client, on: boolean): Promise<void> {
  await client.query(`select tenants.switch_flag($1, 'ML', $2, 'bench')`, [parked, on])
}

/** Works until the release is done. After each piece it pauses twice as long as the piece took. */
async function releaseAll(client: pg.Client): Promise<number> {
  let total = 0
  for (;;) {
    const begin = performance.now()
    const { rows } = await client.query<{ soltos: number | null; open: boolean }>(
      `select r.soltos, exists (select from hub.liberacao where concluida_em is null) as open
       from relay.release_batch() as r`,
    )
    const [piece] = rows
    total += piece?.soltos ?? 0
    if (piece?.soltos === null && !piece.open) return total
    await sleep(piece?.soltos === null ? lookEveryMs : 2 * (performance.now() - begin))
  }
}
