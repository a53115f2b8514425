/** Puts the room together over one pool. */
import { createClientAddress } from '../core/http/client-address.ts'
import type { Clock } from '../core/clock.ts'
import type { Logger } from '../core/log.ts'
import type { Running } from '../core/running.ts'
import type { Secrets } from '../core/secrets.ts'
import type { Pool } from '../db/connect/pool.ts'
import { type AppenderOptions, createAppender } from './store/appender.ts'
import type { CompleteAuthorization } from './authorization-page.ts'
import { createConnectorKeys } from './proof/connector-keys.ts'
import { createIngressApp, type IngressApp, type IngressHooks } from './ingress-app.ts'
import { createNotificationEndpoint } from './notification-endpoint.ts'
import { createReception, type Receive } from './reception.ts'
import { createRefusals } from './store/refusals.ts'
import { createFindSeller } from './store/sellers.ts'
import { createSources } from './store/sources.ts'

export interface Ingress extends Running {
  /** For the public listener. */
  readonly app: IngressApp
  /** For the internal API, which takes the same envelope. */
  readonly receive: Receive
}

interface IngressOptions {
  /** Six connections are enough: two batches, two kinds of look-ups and two kinds of counts run at a time. */
  readonly pool: Pool
  readonly secrets: Secrets
  readonly clock: Clock
  readonly log: Logger
  readonly hooks?: IngressHooks & Pick<AppenderOptions, 'onStored'>
  readonly onQueued?: AppenderOptions['onQueued']
  readonly authorization?: CompleteAuthorization
  /** The proxies whose X-Forwarded-For is believed, as `address/bits`. [none] */
  readonly trustedProxies?: readonly string[]
}

/** Opens nothing yet. Call `stop` once the listener takes no more requests: it finishes appends and sends the counts. */
export function openIngress(options: IngressOptions): Ingress {
  const { pool, secrets, clock, log, hooks, onQueued, authorization, trustedProxies = [] } = options
  const onStored = hooks?.onStored
  const told = { ...(onStored && { onStored }), ...(onQueued && { onQueued }) }
  const appender = createAppender({ pool, clock, log, ...told })
  const refusals = createRefusals({ pool, clock, log })
  const sources = createSources({ pool, clock, log })
  const keys = createConnectorKeys({ pool, secrets, clock, log })
  const receive = createReception({ store: appender.append })
  const notified = createNotificationEndpoint({
    find: createFindSeller({ pool, clock }),
    store: appender.append,
    sources,
  })
  const app = createIngressApp({
    receive,
    notified,
    authorization,
    keys,
    refusals,
    sources,
    clientAddress: createClientAddress(trustedProxies),
    clock,
    log,
    ...(hooks === undefined ? {} : { hooks }),
  })
  return {
    app,
    receive,
    async stop() {
      await appender.stop()
      await refusals.stop()
      await sources.stop()
    },
  }
}
