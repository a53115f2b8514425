/** Sends the events of an OpenLoopJob: every 5 ms all events that are due, in one call. See open-loop.ts. */
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { benchEvent } from '../core/stored-events.ts'
import { systemNamed } from './system-named.ts'
import { dueEvents } from './due-events.ts'
import { serveJob } from './job.ts'
import type { OpenLoopJob, OpenLoopResult } from './open-loop.ts'

const tickMs = 5
/** The most calls at a time: a slow one does not delay the next. */
const connections = 4
/** The most events in one call, as a producer with a backlog would send. */
const batchMax = 1000

serveJob<OpenLoopJob, OpenLoopResult>(async (job) => {
  const clients = await Promise.all(
    Array.from({ length: connections }, async () => {
      const client = new pg.Client({ connectionString: job.url })
      await client.connect()
      return client
    }),
  )
  const keep = job.keep ?? true
  const { stored } = job
  const system = stored === undefined ? undefined : systemNamed(stored.system)
  const ids: string[] = []
  const due: number[] = []
  const free = [...clients]
  const pending = dueEvents(job.streams, job.seconds * 1000)
  const underWay = new Set<Promise<void>>()
  let sent = 0
  const cpu = process.cpuUsage()
  const startedAt = performance.now()

  while (!pending.ended || underWay.size > 0) {
    const now = performance.now() - startedAt
    for (;;) {
      const client = free.pop()
      if (client === undefined) break
      const events = pending.take(now, batchMax)
      if (events.length === 0) {
        free.push(client)
        break
      }
      const first = sent
      sent += events.length
      // Each call reads the wall time again: over half an hour the two clocks may drift apart.
      const wall = Date.now() - performance.now() + startedAt
      if (keep) events.forEach(({ dueMs }, i) => (due[first + i] = wall + dueMs))
      const call = send(client, events, first).then(() => void free.push(client))
      underWay.add(call)
      void call.finally(() => underWay.delete(call))
    }
    await sleep(tickMs)
  }
  const { user, system: kernel } = process.cpuUsage(cpu)
  await Promise.all(clients.map((client) => client.end()))
  return { sent, ids, due: Float64Array.from(due), cpuSeconds: (user + kernel) / 1e6 }

  async function send(
    client: pg.Client,
    events: readonly { readonly tenant: number }[],
    first: number,
  ): Promise<void> {
    if (stored !== undefined && system !== undefined) {
      const mine = stored.ids.slice(first, first + events.length)
      await system.enqueue(client, mine)
      mine.forEach((id, i) => (ids[first + i] = id))
      return
    }
    const bodies = events.map(({ tenant }, i) => ({
      ...benchEvent(0, tenant),
      externalId: `ML-ORD-O${job.from + first + i}`,
    }))
    const { rows } = await client.query<{ evento_id: string }>({
      name: 'open_loop',
      text: 'select evento_id from ingress.append_events($1::json)',
      values: [JSON.stringify(bodies)],
    })
    if (keep) rows.forEach((row, i) => (ids[first + i] = row.evento_id))
  }
})
