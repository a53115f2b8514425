/** The ingress over a database of its own, and a marketplace that calls it. */
import { createHmac } from 'node:crypto'
import type { TestContext } from 'node:test'
import { type Clock, systemClock } from '../../../src/core/clock.ts'
import { createLogger } from '../../../src/core/log.ts'
import { createSecrets, generateKey, parseKeys, type Secrets } from '../../../src/core/secrets.ts'
import { createPool, type Pool } from '../../../src/db/connect/pool.ts'
import { type Ingress, openIngress } from '../../../src/ingress/open-ingress.ts'
import type { IngressHooks } from '../../../src/ingress/ingress-app.ts'
import { testDatabase } from '../database/database.ts'
import { type SqlClient, sqlClient } from '../database/sql-client.ts'
import { makeTenant, type TestTenant } from '../tenant.ts'
import { serviceUrl } from '../database/service-url.ts'

export interface TestIngress {
  readonly ingress: Ingress
  /** A superuser's URL of its database. */
  readonly url: string
  /** A superuser's connection. */
  readonly client: SqlClient
  /** The ingress's own pool, which acts as hub_service. */
  readonly pool: Pool
  readonly secrets: Secrets
  /** Tenant 123, switched on. */
  readonly tenant: TestTenant
  /** What the ingress has logged, one line each. */
  readonly logged: string[]
  /** Posts `body`, an object as its JSON, to the webhook. */
  readonly post: (body: unknown, options?: PostOptions) => Promise<Answered>
}

/** An answer that was read. Each member of its JSON is there for some answers only. */
export interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: AnsweredEvent & {
    readonly eventos: readonly AnsweredEvent[]
    readonly erros: readonly { readonly campo: string; readonly motivo: string }[]
    readonly codigo: string
    readonly instance: string
  }
}

interface AnsweredEvent {
  readonly eventoId: string
  readonly traceId: string
  readonly status: string
  readonly motivo?: string
}

export interface PostOptions {
  /** X-Tenant. [the tenant's own] */
  readonly tenantId?: number
  /** What signs. [the tenant's secret] */
  readonly secret?: string
  /** Replace or add to the usual headers; null removes one. [none] */
  readonly headers?: Readonly<Record<string, string | null>>
}

const WEBHOOK = '/api/integracoes/ml/webhook'

export async function openTestIngress(
  t: TestContext,
  options: {
    readonly clock?: Clock
    readonly hooks?: IngressHooks
    readonly onQueued?: (ids: readonly string[]) => void
    /** As `address/bits`. [none] */
    readonly trustedProxies?: readonly string[]
  } = {},
): Promise<TestIngress> {
  const { clock = systemClock, hooks, onQueued, trustedProxies = [] } = options
  const { url } = await testDatabase(t)
  const client = await sqlClient(t, url)
  const logged: string[] = []
  const log = createLogger({ level: 'info', destination: { write: (line) => logged.push(line) } })
  const pool = createPool({ url: serviceUrl(url), max: 5, applicationName: 'ingress', log })
  const secrets = createSecrets(parseKeys(generateKey()))
  const ingress = openIngress({
    pool,
    secrets,
    clock,
    log,
    trustedProxies,
    ...(hooks === undefined ? {} : { hooks }),
    ...(onQueued === undefined ? {} : { onQueued }),
  })
  t.after(async () => {
    await ingress.stop()
    await pool.end()
  })
  const tenant = await makeTenant(client, secrets)
  return {
    ingress,
    url,
    client,
    pool,
    secrets,
    tenant,
    logged,
    post: async (body, { tenantId = tenant.tenantId, secret = tenant.secret, headers } = {}) => {
      const bytes = bytesOf(body)
      const signed = webhookHeaders(bytes, { tenantId, secret, headers: headers ?? {} })
      return answered(
        await ingress.app.request(WEBHOOK, { method: 'POST', body: bytes, headers: signed }),
      )
    },
  }
}

export async function answered(response: Response): Promise<Answered> {
  const { status, headers } = response
  const text = await response.text()
  return { status, headers, text, json: JSON.parse(text) as Answered['json'] }
}

/** The headers of a signed webhook. */
export function webhookHeaders(
  body: Uint8Array,
  { tenantId, secret, headers = {} }: PostOptions & { tenantId: number; secret: string },
): Record<string, string> {
  const all = {
    'content-type': 'application/json',
    'x-tenant': String(tenantId),
    'x-ml-signature': `sha256=${hmac(secret, body)}`,
    ...headers,
  }
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null),
  )
}

/** Lower-case hex of HMAC-SHA256 over the parts, one after the other. */
export function hmac(secret: string, ...parts: readonly (string | Uint8Array)[]): string {
  const mac = createHmac('sha256', secret)
  for (const part of parts) mac.update(part)
  return mac.digest('hex')
}

/** An object as its JSON, text as UTF-8, bytes as they are. */
export function bytesOf(body: unknown): Uint8Array<ArrayBuffer> {
  if (body instanceof Uint8Array) return new Uint8Array(body)
  return new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body))
}

/** The contract's example, with what a test wants to be different. */
export function envelope(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    canal: 'ML',
    tenantId: 123,
    tipo: 'ORDER_CREATED',
    externalId: 'ML-ORD-987654',
    versao: 1,
    payload: {
      destinatario: { nome: 'Maria Silva', doc: '12345678909', telefone: '+5511999990000' },
      itens: [{ sku: 'ABC-1', quantidade: 2 }],
      volume: { peso: 1.2, dimensoes: { altura: 10, largura: 20, comprimento: 30 } },
      etiqueta: 'BR123456789',
      status: 'ready_to_ship',
    },
    ...changes,
  }
}
