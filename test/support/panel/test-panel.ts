/** The panel over a database of its own, with an operator of each papel who is signed in, and a listener for browsers. */
import { createHash, randomBytes } from 'node:crypto'
import type { TestContext } from 'node:test'
import { createClientAddress } from '../../../src/core/http/client-address.ts'
import { type Clock, systemClock } from '../../../src/core/clock.ts'
import { createLogger } from '../../../src/core/log.ts'
import { createQuery, type Query } from '../../../src/db/connect/query.ts'
import { createInternalApp } from '../../../src/ops/listener/internal-app.ts'
import { listen } from '../../../src/ops/listener/listen.ts'
import { createMetrics } from '../../../src/ops/metrics/metrics.ts'
import { createPanel, type Panel } from '../../../src/panel/panel.ts'
import type { PanelDeps } from '../../../src/panel/panel-deps.ts'
import { ROLES, type Role } from '../../../src/panel/session/permissions.ts'
import type { SqlClient } from '../database/sql-client.ts'
import { testConnectorActs } from '../marketplace/test-connector-acts.ts'
import { openTestIngress, type TestIngress } from '../ingress/test-ingress.ts'
import { serviceUrl } from '../database/service-url.ts'

/** Each papel reaches every tenant; `outro` is an operador of tenant 456 only. */
export type Who = Role | 'outro'

export interface TestPanel extends Pick<
  TestIngress,
  'url' | 'post' | 'tenant' | 'secrets' | 'pool'
> {
  /** A superuser's eyes. */
  readonly client: SqlClient
  readonly query: Query
  readonly panel: Panel
  /** The value of the session's cookie. */
  readonly sessions: Readonly<Record<Who, string>>
  /** What the panel has logged, one line each. */
  readonly logged: string[]
  /** `as` absent: without a session. `form` is sent as a browser's form on a page of ours would be. */
  readonly call: (method: string, path: string, options?: CallOptions) => Promise<Called>
  /** Listens, for a browser; such as http://127.0.0.1:34567. Gone when the test ends. */
  readonly serve: () => Promise<string>
}

interface CallOptions {
  readonly as?: Who
  readonly form?: Readonly<Record<string, string>>
  /** Over or beside the usual ones; null takes one away. [none] */
  readonly headers?: Readonly<Record<string, string | null>>
}

export interface Called {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Where it sends the browser; null where it does not. */
  readonly location: string | null
}

export const SESSION_COOKIE = '__Host-hub_sessao'

/** Tenants 123 and 456 are there, both switched on. Nothing processes what is received: see `relayOnce`. */
export async function openTestPanel(
  t: TestContext,
  options: {
    readonly clock?: Clock
    readonly change?: (deps: PanelDeps, ingress: TestIngress) => PanelDeps
  } = {},
): Promise<TestPanel> {
  const { clock = systemClock, change = (deps) => deps } = options
  const ingress = await openTestIngress(t)
  const { client, url } = ingress
  const logged: string[] = []
  const log = createLogger({ level: 'info', destination: { write: (line) => logged.push(line) } })
  const query = createQuery({ url: serviceUrl(url), max: 5, log })
  t.after(() => query.close())
  await client.rows(
    `select tenants.save_tenant(456, 'Outra', 'Rua B, 2', '9h às 18h', null, 'teste')`,
  )
  await client.rows(`select tenants.switch_flag(456, 'ML', true, 'teste')`)
  const entrance = { passwordLogin: true, sso: null }
  const connectors = testConnectorActs(ingress.secrets)
  const clientAddress = createClientAddress([])
  const deps = {
    query,
    liveQuery: query,
    secrets: ingress.secrets,
    clock,
    log,
    readOnly: false,
    entrance,
    connectors,
    localMedia: [],
    clientAddress,
  }
  const panel = createPanel(change(deps, ingress))
  t.after(() => panel.stop())
  const sessions: Partial<Record<Who, string>> = {}
  for (const papel of ROLES) sessions[papel] = await signedIn(client, papel, papel, [])
  sessions.outro = await signedIn(client, 'outro', 'operador', [456])
  const ready = sessions as Record<Who, string>
  return {
    ...ingress,
    query,
    panel,
    sessions: ready,
    logged,
    call: async (method, path, { as, form, headers = {} } = {}) => {
      const all = {
        host: 'painel.test',
        ...(method === 'GET' ? {} : { 'sec-fetch-site': 'same-origin' }),
        ...(as === undefined ? {} : { cookie: `${SESSION_COOKIE}=${ready[as]}` }),
        ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        ...headers,
      }
      const given = Object.entries(all).filter((e): e is [string, string] => e[1] !== null)
      const answer = await panel.app.request(
        `http://painel.test${path}`,
        {
          method,
          headers: Object.fromEntries(given),
          ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
        },
        {},
      )
      const text = await answer.text()
      const { status, headers: said } = answer
      return { status, headers: said, text, location: said.get('location') }
    },
    serve: async () => {
      const listening = await listen({
        host: '127.0.0.1',
        port: 0,
        portSetting: 'INTERNAL_PORT',
        fetch: createInternalApp({
          health: { drain: () => {}, whyUnready: async () => null },
          metrics: createMetrics({ version: '0.0.0-test' }),
          metricsToken: null,
          api: null,
          panel: (request, env) => panel.app.fetch(request, env),
        }).fetch,
      })
      t.after(async () => {
        await panel.stop()
        await listening.stop()
      })
      return listening.url
    },
  }
}

async function signedIn(
  client: SqlClient,
  login: string,
  papel: Role,
  tenants: readonly number[],
): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  const hash = createHash('sha256').update(token).digest()
  await client.rows(
    `select access.open_session(
       access.create_operator($1, initcap($1), $2, $3::bigint[], null, 'teste'), $4, '127.0.0.1', 'teste'
     )`,
    [login, papel, tenants, hash],
  )
  return token
}
