/** Switches on a flag that held 400,000 events back, while other tenants send at their usual rate. */
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { prepareTenant } from '../core/bench-server.ts'
import { checkEffect } from '../core/check-effect.ts'
import { scaled } from '../core/scale.ts'
import type { Scenario } from '../core/scenario.ts'
import { quantile } from '../core/spread.ts'
import { startLoad } from '../core/steady-load.ts'
import { storeEvents } from '../core/stored-events.ts'
import { untilProcessed } from '../core/until-processed.ts'
import { hubOutbox } from '../systems/hub-outbox.ts'

const parked = 123
const others = [200, 201, 202, 203]
const rate = 200
/** Releases as the schedule does. */
const lookEveryMs = 2000

export const release: Scenario = {
  name: 'release',
  title: '400,000 parked events are let go, while others send 200 a second',
  async run(bench) {
    const { server } = bench
    const size = scaled(400_000, 2000)
    const database = await server.createDatabase('release')
    try {
      const client = await server.connect(database.url)
      const producers = [await server.connect(database.url), await server.connect(database.url)]
      for (const tenant of [parked, ...others]) await prepareTenant(client, tenant)
      await switchFlag(client, false)
      await storeEvents(client, 0, size, parked)
      bench.progress(`${size} events are parked`)
      const worker = await hubOutbox.start(database.url)
      worker.run()
      await server.settle()
      const load = startLoad(producers, rate, others)
      await sleep(10_000)
      const switchedAt = Date.now()
      await switchFlag(client, true)
      const switchMs = Date.now() - switchedAt
      const released = await releaseAll(client)
      const releasedAt = Date.now()
      await untilProcessed(client, rate)
      const doneAt = Date.now()
      const background = await load.stop()
      await untilProcessed(client)
      const { executions } = await worker.stop()
      const answered = (from: number, to: number) =>
        load.answers.filter(({ intended }) => intended >= from && intended < to).map(({ ms }) => ms)
      const [before, during] = [answered(0, switchedAt), answered(switchedAt, doneAt)]
      const p99 = quantile(during, 0.99)
      return {
        conditions: [
          `${size} parked events of one tenant and ${background} events of ${others.length} others; one relay process at its default settings`,
          `the release goes piece by piece, as the schedule does it: a look each ${lookEveryMs / 1000} s, and then until nothing is due`,
          'an answer: from the intended moment of sending to the commit of the append, over SQL',
          `let go by the release: ${released} of ${size}`,
        ],
        figures: [
          { name: 'switching the flag', unit: 'ms', samples: [switchMs] },
          { name: 'answers to others before: p99', unit: 'ms', samples: [quantile(before, 0.99)] },
          { name: 'answers to others during: p99', unit: 'ms', samples: [p99] },
          { name: 'until all are let go', unit: 's', samples: [(releasedAt - switchedAt) / 1000] },
          { name: 'until all are done', unit: 's', samples: [(doneAt - switchedAt) / 1000] },
        ],
        bars: [
          { name: 'switching the flag', unit: 'ms', value: switchMs, atMost: 200 },
          { name: 'answers to others during: p99', unit: 'ms', value: p99, atMost: 100 },
          { name: 'let go', unit: 'events', value: released, atLeast: size },
        ],
        faults: await checkEffect(client, executions),
      }
    } finally {
      await server.dropDatabase(database.name)
    }
  },
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
