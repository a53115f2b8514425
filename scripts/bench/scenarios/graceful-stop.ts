/** Measures how long a working relay takes to stop, and checks that it leaves nothing claimed and nothing lost. */
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { prepareTenant } from '../core/bench-server.ts'
import { checkEffect } from '../core/check-effect.ts'
import { fillBacklog } from '../core/fill-backlog.ts'
import { scaled } from '../core/scale.ts'
import type { Scenario } from '../core/scenario.ts'
import { startLoad } from '../core/steady-load.ts'
import { untilProcessed } from '../core/until-processed.ts'
import { hubOutbox } from '../systems/hub-outbox.ts'

const loadTenants = [200, 201, 202, 203]

export const gracefulStop: Scenario = {
  name: 'graceful-stop',
  title: 'Stopping a relay in the midst of its work',
  async run(bench) {
    const { server, full } = bench
    const rounds = full ? 20 : 8
    const backlog = scaled(40_000, 5000)
    const database = await server.createDatabase('graceful_stop')
    try {
      const client = await server.connect(database.url)
      const producers = [await server.connect(database.url), await server.connect(database.url)]
      for (const tenant of loadTenants) await prepareTenant(client, tenant)
      const stops: number[] = []
      const claimed: number[] = []
      const sessions: number[] = []
      const left: number[] = []
      let executions = 0
      let appended = 0
      const load = startLoad(producers, 500, loadTenants)
      for (let round = 0; round < rounds; round++) {
        await fillBacklog([client], appended, appended + backlog)
        appended += backlog
        const worker = await hubOutbox.start(database.url)
        worker.run()
        // Each round stops at another moment of its work.
        await sleep(150 + 37 * round)
        const start = performance.now()
        executions += (await worker.stop()).executions
        stops.push(performance.now() - start)
        // A backend ends a moment after its client has.
        await sleep(200)
        const leftovers = await lookBehind(client)
        claimed.push(leftovers.claimed)
        sessions.push(leftovers.sessions)
        left.push(leftovers.waiting)
        bench.progress(
          `stopped in ${stops.at(-1)?.toFixed(0)} ms with ${leftovers.waiting} events waiting`,
        )
      }
      const arrived = await load.stop()
      const successor = await hubOutbox.start(database.url)
      successor.run()
      await untilProcessed(client)
      executions += (await successor.stop()).executions
      await client.query('analyze')
      return {
        conditions: [
          `in each of ${rounds} rounds ${backlog} events wait and 500 a second arrive; a relay process at its default settings is told to stop in the midst of them`,
          'time: from the word to the end of its process, its pool closed',
          `${appended} + ${arrived} events in all; a last relay finishes what is left, then the effect is checked`,
        ],
        figures: [
          { name: 'from stop to the end of the process', unit: 'ms', samples: stops },
          { name: 'rows left leased', unit: 'rows', samples: claimed },
          { name: 'sessions left behind, 0.2 s later', unit: 'sessions', samples: sessions },
          { name: 'events waiting when it had stopped', unit: 'events', samples: left },
        ],
        bars: [
          {
            name: 'rows left leased by a stop',
            value: Math.max(...claimed),
            unit: 'rows',
            atMost: 0,
          },
        ],
        faults: await checkEffect(client, executions),
      }
    } finally {
      await server.dropDatabase(database.name)
    }
  },
}

async function lookBehind(client: pg.Client) {
  const { rows } = await client.query<{ claimed: number; sessions: number; waiting: number }>(`
    select
      count(*) filter (where status = 'EM_ANDAMENTO')::int as claimed,
      count(*) filter (where destino = 'PROCESSAR')::int as waiting,
      (
        select count(*)::int from pg_stat_activity
        where datname = current_database() and application_name = 'hub-relay'
      ) as sessions
    from hub.integracao_outbox`)
  if (rows[0] === undefined) throw new Error('no row')
  return rows[0]
}
