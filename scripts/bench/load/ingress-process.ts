/**
 * Runs the ingress as the service wires it, with its own limits on how appends share transactions: `maxBatch` events
 * and `maxInFlight` transactions at a time. A second path accepts the same events unsigned. Reads its settings from
 * INGRESS, as JSON.
 */
import { Hono } from 'hono'
import { createClientAddress } from '../../../src/core/http/client-address.ts'
import { systemClock } from '../../../src/core/clock.ts'
import { createLogger } from '../../../src/core/log.ts'
import { createSecrets, parseKeys } from '../../../src/core/secrets.ts'
import { createPool } from '../../../src/db/connect/pool.ts'
import { serviceLogin } from '../../../src/db/migrate/service-login.ts'
import { createAppender } from '../../../src/ingress/store/appender.ts'
import { createConnectorKeys } from '../../../src/ingress/proof/connector-keys.ts'
import { createIngressApp, traceIdOf } from '../../../src/ingress/ingress-app.ts'
import { createNotificationEndpoint } from '../../../src/ingress/notification-endpoint.ts'
import { createReception } from '../../../src/ingress/reception.ts'
import { createRefusals } from '../../../src/ingress/store/refusals.ts'
import { createFindSeller } from '../../../src/ingress/store/sellers.ts'
import { createSources } from '../../../src/ingress/store/sources.ts'
import type { RequestEnv } from '../../../src/ops/listener/handle-request.ts'
import { listen } from '../../../src/ops/listener/listen.ts'
import type { IngressSettings } from './ingress-program.ts'

const {
  url,
  key,
  maxBatch,
  maxInFlight,
  pool: max,
} = JSON.parse(process.env['INGRESS'] ?? '') as IngressSettings
const clock = systemClock
const log = createLogger({ level: 'info', destination: process.stderr })
const pool = createPool({ url: await serviceLogin(url), max, applicationName: 'hub-ingress', log })
const appender = createAppender({ pool, log, clock, maxBatch, maxInFlight })
const refusals = createRefusals({ pool, clock, log })
const sources = createSources({ pool, clock, log })
const keys = createConnectorKeys({ pool, secrets: createSecrets(parseKeys(key)), clock, log })
const receive = createReception({ store: appender.append })
const notified = createNotificationEndpoint({
  find: createFindSeller({ pool, clock }),
  store: appender.append,
  sources,
})
const signed = createIngressApp({
  receive,
  notified,
  keys,
  refusals,
  sources,
  clientAddress: createClientAddress([]),
  clock,
  log,
})

const app = new Hono<{ Bindings: RequestEnv }>()
app.post('/sem-assinatura', async (c) => {
  const body = await c.env.intake.read(1024 * 1024)
  if (body.kind !== 'complete') return c.text('', 400)
  const traceId = traceIdOf(undefined)
  const received = await receive(body.bytes, {
    mayUse: () => true,
    origem: 'WEBHOOK',
    conferencia: 'NENHUMA',
    traceId,
  })
  log.info({ traceId, resultado: received.resultado }, 'unsigned event answered')
  return received.response
})

const listening = await listen({
  host: '127.0.0.1',
  port: 0,
  portSetting: 'PUBLIC_PORT',
  fetch: (request, env) => {
    const plain = request.url.endsWith('/sem-assinatura')
    return plain ? app.fetch(request, env) : signed.fetch(request, env)
  },
})
process.once('SIGTERM', () => {
  void listening
    .stop()
    .then(() => appender.stop())
    .then(() => pool.end())
})
process.stdout.write(JSON.stringify({ publicUrl: listening.url }))
