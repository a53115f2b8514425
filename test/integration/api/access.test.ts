import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newApiToken } from '../../../src/core/api-token.ts'
import { append, drain, prepareTenant, readyPayload } from '../../support/relay/engine.ts'
import { eventually } from '../../support/eventually.ts'
import { sqlClient } from '../../support/database/sql-client.ts'
import { openTestApi, type TestApi, type TokenKind } from '../../support/http/test-api.ts'
import { envelope } from '../../support/ingress/test-ingress.ts'

interface Route {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body?: unknown
  /** By who asks: nobody, and each kind of token. */
  readonly expected: Readonly<Record<'ninguem' | TokenKind, number>>
}

/** The document and its page say nothing of what is stored. */
const everybody = { ninguem: 200, leitor: 200, operador: 200, admin: 200, outro: 200 }
const described: readonly Route[] = [
  '/api/openapi.json',
  '/api/docs',
  '/api/docs/docs.js',
  '/api/docs/swagger-ui.css',
  '/api/docs/swagger-ui-bundle.js',
].map((path) => ({ method: 'GET', path, expected: everybody }))

/** Event 1 and order 1 are tenant 123's. A foreign tenant's are not there, rather than forbidden. */
const routes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/integracoes/eventos',
    expected: { ninguem: 401, leitor: 200, operador: 200, admin: 200, outro: 200 },
  },
  {
    method: 'GET',
    path: '/api/pedidos?external_id=ML-1',
    expected: { ninguem: 401, leitor: 200, operador: 200, admin: 200, outro: 200 },
  },
  ...described,
  {
    method: 'POST',
    path: '/internal/integracoes/ml/enfileirar',
    body: envelope(),
    expected: { ninguem: 401, leitor: 403, operador: 202, admin: 202, outro: 422 },
  },
  {
    method: 'POST',
    path: '/internal/integracoes/ml/reprocessar/EVENTO',
    body: { motivo: 'teste' },
    expected: { ninguem: 401, leitor: 403, operador: 202, admin: 202, outro: 404 },
  },
  {
    method: 'POST',
    path: '/api/notificacoes/pedido/PEDIDO/pronto',
    body: { motivo: 'teste' },
    expected: { ninguem: 401, leitor: 403, operador: 202, admin: 202, outro: 404 },
  },
]

/** One order of tenant 123 that is PRONTO. */
async function withOrder(t: Parameters<typeof openTestApi>[0]): Promise<{
  readonly api: TestApi
  readonly path: (route: Route) => string
}> {
  const api = await openTestApi(t)
  await prepareTenant(api.client)
  const [event] = await append(api.client, [{ externalId: 'ML-1', payload: readyPayload }])
  await drain(api.client)
  const order = await api.client.value<string>('select id from hub.pedido')
  return {
    api,
    path: (route) => route.path.replace('EVENTO', event?.id ?? '').replace('PEDIDO', order),
  }
}

test('each route answers each kind of caller as the table says, and the table has every route', async (t) => {
  const { api, path } = await withOrder(t)
  for (const route of routes) {
    for (const [kind, status] of Object.entries(route.expected)) {
      const as = kind === 'ninguem' ? undefined : (kind as TokenKind)
      const called = await api.call(route.method, path(route), { as, body: route.body })
      assert.equal(
        called.status,
        status,
        `${route.method} ${route.path} as ${kind}: ${called.text}`,
      )
      assert.equal(
        called.headers.get('cache-control'),
        route.path.startsWith('/api/docs/') ? 'public, max-age=3600' : 'no-store',
      )
      if (status >= 400) {
        assert.equal(called.headers.get('content-type'), 'application/problem+json')
        assert.equal(typeof called.json.detail, 'string')
      }
    }
  }
  const paths = (text: string) => text.replace(/\?.*/, '').replace(/:\w+|EVENTO|PEDIDO/, '*')
  const known = new Set(routes.map(({ method, path: text }) => `${method} ${paths(text)}`))
  const served = api.app.routes
    .filter(({ method }) => method !== 'ALL')
    .map(({ method, path: text }) => `${method} ${paths(text)}`)
  assert.deepEqual([...new Set(served)].sort(), [...known].sort())
})

test('a caller sees the rows of its own tenants only, and an admin without tenants sees all', async (t) => {
  const { api } = await withOrder(t)
  await append(api.client, [{ externalId: 'ML-2', tenantId: 456 }])
  const seen = async (as: TokenKind, query = '') => {
    const { json } = await api.call('GET', `/api/integracoes/eventos${query}`, { as })
    return json.itens.map(({ externalId }) => externalId)
  }
  assert.deepEqual(await seen('leitor'), ['ML-1'])
  assert.deepEqual(await seen('outro'), ['ML-2'])
  assert.deepEqual(await seen('outro', '?tenant=123'), [])
  assert.deepEqual(await seen('admin'), ['ML-2', 'ML-1'])
  const order = await api.call('GET', '/api/pedidos?external_id=ML-1', { as: 'outro' })
  assert.deepEqual(order.json.itens, [])
})

test('tenants are kept apart even where row-level security binds nobody', async (t) => {
  const { api } = await withOrder(t)
  await api.client.rows('alter table hub.integracao_evento disable row level security')
  await api.client.rows('alter table hub.pedido disable row level security')
  const events = await api.call('GET', '/api/integracoes/eventos', { as: 'outro' })
  assert.deepEqual(events.json.itens, [])
  const orders = await api.call('GET', '/api/pedidos?external_id=ML-1', { as: 'outro' })
  assert.deepEqual(orders.json.itens, [])
})

test('a revoked, a malformed and an invented token open nothing', async (t) => {
  const api = await openTestApi(t)
  const status = async (authorization: string) =>
    (await api.call('GET', '/api/integracoes/eventos', { headers: { authorization } })).status
  assert.equal(await status(`Bearer ${api.tokens.leitor}`), 200)
  assert.equal(await status(`bearer ${api.tokens.leitor}`), 200)
  await api.client.rows(`update hub.api_token set revogado_em = now() where nome = 'leitor'`)
  assert.equal(await status(`Bearer ${api.tokens.leitor}`), 401)
  assert.equal(await status(`Bearer hub_${'A'.repeat(43)}`), 401)
  assert.equal(await status(`Basic ${api.tokens.admin}`), 401)
  assert.equal(await status(api.tokens.admin), 401)
  assert.equal(await status('Bearer '), 401)
})

test('the database never holds a token, only its SHA-256', async (t) => {
  const api = await openTestApi(t)
  const rows = await api.client.rows<{ linha: string }>(
    'select to_jsonb(t)::text as linha from hub.api_token as t',
  )
  const audit = await api.client.rows<{ linha: string }>(
    'select to_jsonb(a)::text as linha from hub.auditoria as a',
  )
  for (const { linha } of [...rows, ...audit]) {
    for (const token of Object.values(api.tokens)) assert.ok(!linha.includes(token.slice(4)))
  }
})

test('an unknown path is 401 without a token and 404 with one; another method is 405', async (t) => {
  const api = await openTestApi(t)
  assert.equal((await api.call('GET', '/api/nada')).status, 401)
  assert.equal((await api.call('GET', '/api/nada', { as: 'leitor' })).status, 404)
  const other = await api.call('DELETE', '/api/integracoes/eventos', { as: 'admin' })
  assert.equal(other.status, 405)
  assert.equal(other.headers.get('allow'), 'GET')
})

test('a revoked or expired token is answered like an unknown one, from the next request on', async (t) => {
  const api = await openTestApi(t)
  const { client } = api
  const ask = async (token: string) => {
    const { status, text } = await api.call('GET', '/api/integracoes/eventos', bearer(token))
    return { status, text }
  }
  const made = async (validade: string | null) => {
    const { token, hash } = newApiToken()
    const id = await client.value<string>(
      `select access.create_token('x', 'admin', '{}', $1, 'teste', $2::interval)`,
      [hash, validade],
    )
    return { id, token }
  }
  const [lasting, short] = [await made(null), await made('30 days')]
  const never = await ask(newApiToken().token)
  assert.equal(never.status, 401)
  for (const { token } of [lasting, short]) assert.equal((await ask(token)).status, 200)
  await client.rows(`update hub.api_token set expira_em = clock_timestamp() where id = $1`, [
    short.id,
  ])
  await client.rows(`select access.revoke_token($1, 'teste')`, [lasting.id])
  assert.deepEqual(await ask(short.token), never)
  assert.deepEqual(await ask(lasting.token), never)
  await assert.rejects(client.rows(`select access.revoke_token($1, 'teste')`, [lasting.id]), {
    code: 'HB409',
  })
  assert.equal(
    await client.value(`select count(*)::int from hub.auditoria where acao = 'token.revogar'`),
    1,
  )
})

test('the last use of a token is known to the minute, costs no second write, and never stops a request', async (t) => {
  const api = await openTestApi(t)
  const { client } = api
  const { token, hash } = newApiToken()
  await client.rows(`select access.create_token('x', 'admin', '{}', $1, 'teste')`, [hash])
  const ask = async () => (await api.call('GET', '/api/integracoes/eventos', bearer(token))).status
  const used = () =>
    client.value<Date | null>(`select usado_em from hub.api_token where hash = $1`, [hash])
  assert.equal(await used(), null)
  assert.equal(await ask(), 200)
  const first = await eventually(() => used(), { what: 'its use is noted' })
  assert.equal(await ask(), 200)
  assert.deepEqual(await used(), first)

  await client.rows(
    `update hub.api_token set usado_em = usado_em - interval '2 min' where hash = $1`,
    [hash],
  )
  const holder = await sqlClient(t, api.url)
  await holder.rows('begin')
  await holder.rows('select from hub.api_token for update')
  assert.equal(await ask(), 200, 'while somebody holds its row')
  await holder.rows('rollback')
  await eventually(async () => (await ask()) === 200 && (await used())! > first, {
    what: 'the next use is noted',
  })
})

function bearer(token: string) {
  return { headers: { authorization: `Bearer ${token}` } }
}
