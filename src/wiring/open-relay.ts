/** Wires the relay: its listener, the sender of its notices, and the fetcher of its fetch requests. */
import type { Config } from '../settings/config.ts'
import type { Clock } from '../core/clock.ts'
import type { Logger } from '../core/log.ts'
import { startListener } from '../db/connect/listener.ts'
import type { Pool } from '../db/connect/pool.ts'
import type { Enricher } from '../mercado-livre/fetch/enricher.ts'
import { noticeDrivers } from './notice-drivers.ts'
import { createNotifier } from '../notifications/notifier.ts'
import type { metricHooks } from '../ops/metrics/metric-hooks.ts'
import { type Relay, startRelay } from '../relay/relay.ts'

interface OpenRelayOptions {
  readonly config: Config
  /** The database to listen to; the same as the pool's. */
  readonly url: string
  /** Needs at least RELAY_WORKERS + 3 connections. */
  readonly pool: Pool
  readonly clock: Clock
  readonly log: Logger
  readonly hooks: ReturnType<typeof metricHooks>
  readonly enricher: Enricher
}

export function openRelay(options: OpenRelayOptions): Relay {
  const { config, url, pool, clock, log, hooks, enricher } = options
  const { backoffMs } = config
  hooks.onListenState('lost')
  return startRelay({
    pool,
    startListener: (onNotify) =>
      startListener({
        url,
        channel: 'hub_outbox',
        clock,
        log,
        onNotify,
        onState: (state) => hooks.onListenState(state),
      }),
    clock,
    log,
    settings: { batch: config.relayBatch, workers: config.relayWorkers, backoffMs },
    notifier: createNotifier({
      pool,
      clock,
      log,
      drivers: noticeDrivers(config),
      timeoutMs: config.outboundTimeoutMs,
      backoffMs,
      hooks,
    }),
    enricher,
    hooks,
  })
}
