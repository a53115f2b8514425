/** The API over a database of its own, with a token of each kind, and an ingress that accepts what is enqueued. */
import type { TestContext } from 'node:test'
import { type ApiDeps, createApi } from '../../../src/api/api.ts'
import { createLogger } from '../../../src/core/log.ts'
import { createQuery } from '../../../src/db/connect/query.ts'
import { openTestIngress } from '../ingress/test-ingress.ts'
import type { SqlClient } from '../database/sql-client.ts'
import { serviceUrl } from '../database/service-url.ts'
import { issueToken } from '../../../src/commands/operator/token.ts'

/** `outro` is an operador of tenant 456; `admin` reaches every tenant; the others reach tenant 123 only. */
export type TokenKind = 'leitor' | 'operador' | 'admin' | 'outro'

export interface TestApi {
  /** A superuser's connection. */
  readonly client: SqlClient
  /** A superuser's URL of its database. */
  readonly url: string
  readonly tokens: Readonly<Record<TokenKind, string>>
  /** The lines that the API has logged. */
  readonly logged: string[]
  readonly app: ReturnType<typeof createApi>
  /** Sends no token without `as`. An object as `body` is sent as JSON. */
  readonly call: (method: string, path: string, options?: CallOptions) => Promise<Called>
}

export interface CallOptions {
  readonly as?: TokenKind | undefined
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface Called {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body as JSON. Each member exists for some answers only. */
  readonly json: {
    readonly itens: readonly ListedItem[]
    readonly proximo: string | null
    readonly reprocessId: string
    readonly notificacaoId: string
    readonly eventoId: string
    readonly eventos: readonly { readonly status: string; readonly motivo: string }[]
    readonly codigo: string
    readonly detail: string
    readonly problemas: readonly { readonly campo: string | null; readonly aceita: string }[]
  }
}

interface ListedItem {
  readonly id: string
  readonly tenantId: number
  readonly externalId: string
  readonly status: string
  readonly [member: string]: unknown
}

/** Tenants 123 and 456 exist, and both are switched on. */
export async function openTestApi(
  t: TestContext,
  change: (deps: ApiDeps) => ApiDeps = (deps) => deps,
): Promise<TestApi> {
  const { ingress, client, url } = await openTestIngress(t)
  const logged: string[] = []
  const log = createLogger({ level: 'info', destination: { write: (line) => logged.push(line) } })
  const query = createQuery({ url: serviceUrl(url), max: 5, log })
  t.after(() => query.close())
  await client.rows(
    `select tenants.save_tenant(456, 'Outra', 'Rua B, 2', '9h às 18h', null, 'teste')`,
  )
  await client.rows(`select tenants.switch_flag(456, 'ML', true, 'teste')`)
  const issue = async (nome: string, papel: string, tenants: readonly number[]) =>
    query
      .as({ tenants: 'todos', ator: 'teste' })
      .transaction(
        async (run) => (await issueToken(run, { nome, papel, tenants, ator: 'teste' })).token,
      )
  const tokens = {
    leitor: await issue('leitor', 'leitor', [123]),
    operador: await issue('operador', 'operador', [123]),
    admin: await issue('admin', 'admin', []),
    outro: await issue('outro', 'operador', [456]),
  }
  const app = createApi(
    change({
      query,
      receive: ingress.receive,
      log,
      version: '0.0.0-test',
      publicUrl: 'http://127.0.0.1:8080',
    }),
  )
  return {
    client,
    url,
    tokens,
    logged,
    app,
    call: async (method, path, { as, body, headers = {} } = {}) => {
      const answer = await app.request(path, {
        method,
        ...(body === undefined
          ? {}
          : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(as === undefined ? {} : { authorization: `Bearer ${tokens[as]}` }),
          ...headers,
        },
      })
      const text = await answer.text()
      const json = (text.startsWith('{') ? JSON.parse(text) : {}) as Called['json']
      return { status: answer.status, headers: answer.headers, text, json }
    },
  }
}
