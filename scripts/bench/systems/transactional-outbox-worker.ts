/** The worker process of pg-transactional-outbox: its polling listener, with the effect in each message's transaction. */
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { getDisabledLogger, initializePollingMessageListener } from 'pg-transactional-outbox'
import { serveWorker } from './serve-worker.ts'
import { listenerConfig } from './transactional-outbox-settings.ts'

/** Messages under way: it reads all that wait for each batch, so few large ones are best. */
const batch = 500
const connections = 24

await serveWorker(({ url, best }) => {
  const pool = new pg.Pool({ connectionString: url, max: connections })
  pool.on('error', console.error)
  let shutDown: () => Promise<void> = () => Promise.resolve()
  return Promise.resolve({
    begin(done) {
      const handler = {
        handle: async (
          { payload }: { readonly payload: unknown },
          client: Pick<pg.ClientBase, 'query'>,
        ) => {
          const { evento } = payload as { evento: string }
          await client.query({
            name: 'apply',
            text: 'select bench.apply_one($1)',
            values: [evento],
          })
          // Its transaction commits just after.
          done(1)
        },
      }
      const config = listenerConfig(url, best === 'latency' ? 10 : 500)
      ;[shutDown] = initializePollingMessageListener(config, handler, getDisabledLogger(), {
        messageProcessingDbClientStrategy: {
          getClient: () => pool.connect(),
          shutdown: () => pool.end(),
        },
        // Asks for more when half is done. Without a pause it would keep the event loop from everything else.
        batchSizeStrategy: async (underWay) => {
          if (underWay <= batch / 2) return batch
          await sleep(1)
          return underWay
        },
      })
    },
    async committed() {
      while (pool.idleCount < pool.totalCount) await sleep(1)
    },
    stop: () => shutDown(),
  })
})
