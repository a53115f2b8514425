/** The worker process of hub-outbox: startRelay as the service starts it, without notices to send. */
import { loadConfig } from '../../../src/settings/config.ts'
import { systemClock as clock } from '../../../src/core/clock.ts'
import { createLogger } from '../../../src/core/log.ts'
import { startListener } from '../../../src/db/connect/listener.ts'
import { createPool, type PoolClient } from '../../../src/db/connect/pool.ts'
import { serviceLogin } from '../../../src/db/migrate/service-login.ts'
import { type Relay, startRelay } from '../../../src/relay/relay.ts'
import { monotonicMs } from '../core/monotonic.ts'
import { benchEvent } from '../core/stored-events.ts'
import { serveWorker } from './serve-worker.ts'

await serveWorker(async ({ url: ownerUrl }) => {
  const url = await serviceLogin(ownerUrl)
  const { relayBatch: batch, relayWorkers: workers, backoffMs } = loadConfig({})
  const log = createLogger({ level: 'warn' })
  const max = workers + 4
  const pool = createPool({ url, max, applicationName: 'hub-relay', log })
  const connections = await Promise.all(Array.from({ length: max }, () => pool.connect()))
  for (const connection of connections) connection.release()
  let relay: Relay | undefined
  let producer: PoolClient | undefined
  return {
    begin(done) {
      relay = startRelay({
        pool,
        startListener: (onNotify) =>
          startListener({ url, channel: 'hub_outbox', clock, log, onNotify }),
        clock,
        log,
        settings: { batch, workers, backoffMs },
        notifier: { round: () => Promise.resolve(0) },
        enricher: { round: () => Promise.resolve(0) },
        hooks: { onStep: ({ finished }) => done(finished) },
      })
    },
    async append(n) {
      producer ??= await pool.connect()
      await producer.query('begin')
      const { rows } = await producer.query<{ id: string }>({
        name: 'append_one',
        text: 'select evento_id as id from ingress.append_events($1::json, p_avisar => false)',
        values: [JSON.stringify([benchEvent(n)])],
      })
      const committedAt = monotonicMs()
      await producer.query('commit')
      relay?.poke(rows.map(({ id }) => id))
      return committedAt
    },
    async stop() {
      producer?.release()
      await relay?.stop()
      await pool.end()
    },
  }
})
