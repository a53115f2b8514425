/**
 * Opens the database, builds the rooms that ROOMS names, starts them in order and stops them in reverse, so that
 * whatever still works finds what it needs.
 */
import { createApi } from '../api/api.ts'
import type { Config } from '../settings/config.ts'
import { createConnectorActs } from './connector-acts.ts'
import { createClientAddress } from '../core/http/client-address.ts'
import type { Clock } from '../core/clock.ts'
import type { Logger } from '../core/log.ts'
import type { Running } from '../core/running.ts'
import { createSecrets, type Secrets } from '../core/secrets.ts'
import { readMigrations } from '../db/migrate/migration-files.ts'
import { createPool, type Pool, type PoolOptions } from '../db/connect/pool.ts'
import { createQuery, type Query } from '../db/connect/query.ts'
import { openIngress } from '../ingress/open-ingress.ts'
import { loadKeyring } from '../connectors/load-keyring.ts'
import { createPanel } from '../panel/panel.ts'
import { localMedia } from './notice-drivers.ts'
import { openMarketplace } from './open-marketplace.ts'
import { type Database, openDatabase, sqlDir } from './open-database.ts'
import { openEntrance } from './open-entrance.ts'
import type { Relay } from '../relay/relay.ts'
import { openRelay } from './open-relay.ts'
import { openSchedule } from './open-schedule.ts'
import { createAppendProbe } from '../ops/health/append-probe.ts'
import { createHealth } from '../ops/health/health.ts'
import { createInternalApp, withLivez } from '../ops/listener/internal-app.ts'
import { listen, type Listening } from '../ops/listener/listen.ts'
import { createMeasures } from '../ops/metrics/measures.ts'
import { metricHooks } from '../ops/metrics/metric-hooks.ts'
import { createMetrics } from '../ops/metrics/metrics.ts'
import { createRecentAppends } from '../ops/health/recent-appends.ts'
import { startQueueGauges } from '../ops/metrics/queue-gauges.ts'
import { readQueue } from '../ops/metrics/queue-snapshot.ts'
import { publicOrigin } from '../connectors/public-address.ts'

export interface Service extends Running {
  /** Null when the room `ingress` is off. */
  readonly publicUrl: string | null
  readonly internalUrl: string
  readonly database: Database
  readonly query: Query
  readonly secrets: Secrets
}

interface ServiceDeps {
  readonly config: Config
  readonly log: Logger
  readonly clock: Clock
  readonly version: string
}

/**
 * Throws HubError in one sentence when the service can't start, after stopping what it had started. `stop` makes the
 * process unready, accepts no new request, lets the relay hand back its leases, and then stops the rest.
 */
export async function startService(deps: ServiceDeps): Promise<Service> {
  await using starting = new AsyncDisposableStack()
  const parts = await startParts(deps, starting)
  const running = starting.move()
  const { health, publicListener, ...service } = parts
  const stopInOrder = async () => {
    health.drain()
    await publicListener?.stop()
    await running.disposeAsync()
  }
  let stopped: Promise<void> | undefined
  return { ...service, stop: () => (stopped ??= stopInOrder()) }
}

async function startParts(deps: ServiceDeps, stack: AsyncDisposableStack) {
  const { config, log, clock, version } = deps
  const has = (room: Config['rooms'][number]) => config.rooms.includes(room)
  const own = <T extends Running>(part: T): T => {
    stack.defer(() => part.stop())
    return part
  }

  const database = own(await openDatabase({ config, log, clock, migrations: 'always', keep: true }))
  const { url } = database
  const openPool = (
    applicationName: string,
    max: number,
    more: Pick<PoolOptions, 'min' | 'connectTimeoutMs'> = {},
  ): Pool => {
    const pool = createPool({ url, max, applicationName, log, ...more })
    stack.defer(() => pool.end())
    return pool
  }
  const openQuery = (applicationName: string, max: number): Query => {
    const opened = createQuery({ url, applicationName, max, log })
    stack.defer(() => opened.close())
    return opened
  }
  const query = openQuery('hub-query', 5)
  const keyring = await loadKeyring(config, query, { make: database.embedded })
  if (keyring.keys.size === 0)
    log.warn('there is no SECRETS_KEY: no secret of a connector can be saved')
  const secrets = createSecrets(keyring)

  const metrics = createMetrics({ version })
  const measures = own(createMeasures({ pool: openPool('hub-measures', 1), clock, log }))
  const hooks = metricHooks(metrics, measures)
  const newest = readMigrations(sqlDir).at(-1)?.version ?? 0
  // The probe has connections of its own, so that a busy pool makes the process look neither ready nor unready.
  const probe = createAppendProbe({
    pool: openPool('hub-health', 2, { connectTimeoutMs: 2000 }),
    version: newest,
    clock,
  })
  const recent = createRecentAppends(clock)
  const health = createHealth({ probe, appendsFail: () => recent.tooManyFail(), clock, log })

  const marketplace = await openMarketplace({
    config,
    pool: openPool('hub-marketplace', 6),
    fetchPool: openPool('hub-fetch', 2),
    locks: openPool('hub-sync', 8),
    secrets,
    clock,
    log,
    hooks,
  })

  let relay: Relay | null = null
  // Two connections stay, so that a webhook after a quiet hour is answered like any other.
  // The ingress runs at most two batches, a look-up of keys, one of sellers and two kinds of counts at a time.
  const ingress =
    has('ingress') || has('internal')
      ? own(
          openIngress({
            pool: openPool('hub-ingress', 6, { min: 2 }),
            secrets,
            clock,
            log,
            hooks: {
              ...hooks,
              onStored: (stored: number, failed: number) => recent.count(stored, failed),
            },
            ...(has('relay') && { onQueued: (ids: readonly string[]) => relay?.poke(ids) }),
            authorization: (back) => marketplace.authorization.complete(back),
            trustedProxies: config.trustedProxies,
          }),
        )
      : null
  const api =
    has('internal') && ingress !== null
      ? createApi({
          query,
          receive: ingress.receive,
          log,
          version,
          publicUrl: publicOrigin(config),
        })
      : null
  let publicListener: Listening | null = null
  const panel = has('internal')
    ? createPanel({
        query,
        liveQuery: openQuery('hub-live', 3),
        secrets,
        clock,
        log,
        readOnly: config.panelReadOnly === 'on',
        entrance: openEntrance(config, secrets, clock),
        localMedia: localMedia(config),
        clientAddress: createClientAddress(config.trustedProxies),
        connectors: createConnectorActs({
          config,
          marketplace,
          secrets,
          listening: () => publicListener?.url ?? null,
        }),
      })
    : null
  const internal = own(
    await listen({
      host: config.internalHost,
      port: config.internalPort,
      portSetting: 'INTERNAL_PORT',
      fetch: createInternalApp({
        health,
        metrics,
        metricsToken: config.metricsToken,
        api: api === null ? null : (request, env) => api.fetch(request, env),
        panel: panel === null ? null : (request, env) => panel.app.fetch(request, env),
      }).fetch,
    }),
  )
  // The panel stops before the listener does: a live stream would keep the listener open.
  if (panel !== null) own(panel)
  // The listener starts before the rooms that work, so that a taken port is found while there is nothing to undo.
  publicListener =
    ingress !== null && has('ingress')
      ? own(
          await listen({
            host: config.publicHost,
            port: config.publicPort,
            portSetting: 'PUBLIC_PORT',
            tls: config.tls,
            fetch: withLivez((request, env) => ingress.app.fetch(request, env)),
          }),
        )
      : null

  const everyTenant = query.as({ tenants: 'todos', ator: 'servico' })
  own(startQueueGauges({ metrics, snapshot: () => readQueue(everyTenant), clock, log }))

  if (has('relay')) {
    // Each step worker and the poller hold one connection; notices are settled over two more.
    const pool = openPool('hub-relay', config.relayWorkers + 3)
    relay = own(openRelay({ config, url, pool, clock, log, hooks, enricher: marketplace.enricher }))
  }
  if (has('schedule')) {
    const pool = openPool('hub-schedule', 2)
    own(openSchedule({ pool, marketplace, clock, log }))
  }
  const internalUrl = internal.url
  const publicUrl = publicListener?.url ?? null
  log.info({ internalUrl, publicUrl, rooms: config.rooms, version }, 'service started')
  return { health, publicListener, internalUrl, publicUrl, database, query, secrets }
}
