/** The worker process of the limit: each client takes the next batch of ids, in the order of the append. */
import pg from 'pg'
import { loadConfig } from '../../../src/settings/config.ts'
import { serveWorker } from './serve-worker.ts'

await serveWorker(async ({ url }) => {
  const { relayBatch: batch, relayWorkers: workers } = loadConfig({})
  const clients = await Promise.all(
    Array.from({ length: workers }, async () => {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      return client
    }),
  )
  const { rows } = await (clients[0] as pg.Client).query<{ id: string }>(
    `select e.id
    from hub.integracao_evento as e
    where e.status = 'RECEBIDO'
      and not exists (select from hub.integracao_outbox as o where o.id = e.id)
    order by e.id`,
  )
  const ids = rows.map(({ id }) => id)
  let next = 0
  let working: Promise<unknown> = Promise.resolve()

  async function work(client: pg.Client, done: (events: number) => void): Promise<void> {
    while (next < ids.length) {
      const mine = ids.slice(next, next + batch)
      next += mine.length
      await client.query({ name: 'apply', text: 'select bench.apply_batch($1)', values: [mine] })
      done(mine.length)
    }
  }
  return {
    begin(done) {
      working = Promise.all(clients.map((client) => work(client, done)))
    },
    async stop() {
      await working
      await Promise.all(clients.map((client) => client.end()))
    },
  }
})
