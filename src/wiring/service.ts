/**
 * The wiring: opens the database, builds the rooms that ROOMS asks for, starts them in order and stops them in reverse,
 * so that whatever is still at work finds what it needs.
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
import { createPool, type Pool } from '../db/connect/pool.ts'
import { createQuery, type Query } from '../db/connect/query.ts'
import { openIngress } from '../ingress/open-ingress.ts'
import { loadKeyring } from '../connectors/load-keyring.ts'
import { createPanel } from '../panel/panel.ts'
import { localMeans } from './notice-drivers.ts'
import { openMarketplace } from './open-marketplace.ts'
import { type Database, openDatabase, sqlDir } from './open-database.ts'
import { openEntrance } from './open-entrance.ts'
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
  /** Null where the room `ingress` is off. */
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
 * Throws HubError in one sentence when something is in the way; what had been started is stopped again by then.
 * `stop`: not ready from now on, then no new requests, then the relay hands back what it holds, then the rest.
 */
export async function startService(deps: ServiceDeps): Promise<Service> {
  await using starting = new AsyncDisposableStack()
  const parts = await startParts(deps, starting)
  const running = starting.move()
  const { health, publicDoor, ...service } = parts
  const stopInOrder = async () => {
    health.drain()
    await publicDoor?.stop()
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
  const openPool = (applicationName: string, max: number, connectTimeoutMs?: number): Pool => {
    const pool = createPool({
      url,
      max,
      applicationName,
      ...(connectTimeoutMs === undefined ? {} : { connectTimeoutMs }),
      log,
    })
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
  // Connections of its own: whoever starves the others does not make the process look ready, or unready.
  const probe = createAppendProbe({ pool: openPool('hub-health', 2, 2000), version: newest, clock })
  const recent = createRecentAppends(clock)
  const health = createHealth({ probe, appendsFail: () => recent.tooManyFail(), clock, log })

  const marketplace = await openMarketplace({
    config,
    pool: openPool('hub-marketplace', 8),
    locks: openPool('hub-sync', 8),
    secrets,
    clock,
    log,
    hooks,
  })

  // Two batches, a look-up of keys and one of sellers, and two kinds of counts at a time.
  const door =
    has('ingress') || has('internal')
      ? own(
          openIngress({
            pool: openPool('hub-ingress', 6),
            secrets,
            clock,
            log,
            hooks: {
              ...hooks,
              onStored: (stored: number, failed: number) => recent.count(stored, failed),
            },
            authorization: (back) => marketplace.authorization.complete(back),
            trustedProxies: config.trustedProxies,
          }),
        )
      : null
  const api =
    has('internal') && door !== null
      ? createApi({
          query,
          receive: door.receive,
          log,
          version,
          publicUrl: publicOrigin(config),
        })
      : null
  let publicDoor: Listening | null = null
  const panel = has('internal')
    ? createPanel({
        query,
        liveQuery: openQuery('hub-live', 3),
        secrets,
        clock,
        log,
        readOnly: config.panelReadOnly === 'on',
        entrance: openEntrance(config, secrets, clock),
        localMeans: localMeans(config),
        clientAddress: createClientAddress(config.trustedProxies),
        connectors: createConnectorActs({
          config,
          marketplace,
          secrets,
          listening: () => publicDoor?.url ?? null,
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
  // Stopped before the listener is: a live stream would hold it open.
  if (panel !== null) own(panel)
  // Before the rooms that work: a port that is taken is found out while there is nothing to undo.
  publicDoor =
    door !== null && has('ingress')
      ? own(
          await listen({
            host: config.publicHost,
            port: config.publicPort,
            portSetting: 'PUBLIC_PORT',
            tls: config.tls,
            fetch: withLivez((request, env) => door.app.fetch(request, env)),
          }),
        )
      : null

  const everyTenant = query.as({ tenants: 'todos', ator: 'servico' })
  own(startQueueGauges({ metrics, snapshot: () => readQueue(everyTenant), clock, log }))

  if (has('relay')) {
    // The step workers and the poller hold one each; notices are settled over two more.
    const pool = openPool('hub-relay', config.relayWorkers + 3)
    own(openRelay({ config, url, pool, clock, log, hooks, enricher: marketplace.enricher }))
  }
  if (has('schedule')) {
    const pool = openPool('hub-schedule', 2)
    own(openSchedule({ pool, marketplace, clock, log }))
  }
  const internalUrl = internal.url
  const publicUrl = publicDoor?.url ?? null
  log.info({ internalUrl, publicUrl, rooms: config.rooms, version }, 'service started')
  return { health, publicDoor, internalUrl, publicUrl, database, query, secrets }
}
