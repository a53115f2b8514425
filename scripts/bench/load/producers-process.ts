/** Commits the appends of a ProducersJob; see producers.ts. */
import pg from 'pg'
import { benchEvent } from '../core/stored-events.ts'
import { serveJob } from './job.ts'
import type { ProducersJob, ProducersResult } from './producers.ts'

serveJob<ProducersJob, ProducersResult>(async ({ url, clients, seconds, from }) => {
  const open = await Promise.all(
    Array.from({ length: clients }, async () => {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      return client
    }),
  )
  let next = from
  const append = (client: pg.Client) =>
    client.query({
      name: 'producer',
      text: 'select from ingress.append_events($1::json)',
      values: [JSON.stringify([{ ...benchEvent(0), externalId: `ML-ORD-P${next++}` }])],
    })
  // Each session makes its plans before the clock starts.
  for (let n = 0; n < 6; n++) await Promise.all(open.map(append))
  const before = next
  const cpu = process.cpuUsage()
  const startedAt = performance.now()
  const until = startedAt + seconds * 1000
  await Promise.all(
    open.map(async (client) => {
      while (performance.now() < until) await append(client)
    }),
  )
  const took = (performance.now() - startedAt) / 1000
  const { user, system } = process.cpuUsage(cpu)
  await Promise.all(open.map((client) => client.end()))
  return { transactions: next - before, seconds: took, cpuSeconds: (user + system) / 1e6 }
})
