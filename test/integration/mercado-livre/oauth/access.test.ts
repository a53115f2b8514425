import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { eventually } from '../../../support/eventually.ts'
import { clientSecret, type TokenHub, tokenHub } from '../../../support/marketplace/token-hub.ts'

const WORKER = join(import.meta.dirname, '../../../support/marketplace/token-worker.ts')

async function startWorker(t: TestContext, hub: TokenHub, workers: number): Promise<ChildProcess> {
  const { url, key, there, conectorId } = hub
  const settings = { url, key, apiUrl: there.url, conectorId, workers }
  const child = fork(WORKER, {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, TOKEN_WORKER: JSON.stringify(settings) },
  })
  t.after(() => child.kill('SIGKILL'))
  await once(child, 'message')
  return child
}

test('ten workers in two processes at expiry: exactly one refresh reaches the marketplace', async (t) => {
  const hub = await tokenHub(t)
  const children = await Promise.all([startWorker(t, hub, 5), startWorker(t, hub, 5)])
  const answers = children.map((child) => once(child, 'message') as Promise<[string[]]>)
  for (const child of children) child.send('go')
  const tokens = (await Promise.all(answers)).flatMap(([each]) => each)
  assert.deepEqual(new Set(tokens), new Set(['APP_USR-access-1']))
  assert.equal(tokens.length, 10)
  assert.equal(hub.there.received.length, 1)
})

test('the new pair is stored before it is used, and is the one that is used', async (t) => {
  const hub = await tokenHub(t)
  const token = await hub.tokens().of(hub.conectorId)
  assert.deepEqual(token, { kind: 'token', accessToken: 'APP_USR-access-1', versao: 2 })
  const pair = { access: 'APP_USR-access-1', refresh: 'TG-refresh-1' }
  assert.deepEqual(await hub.stored(), { status: 'ATIVO', versao: 2, ...pair })
})

test('a good token is not refreshed; one that a 401 has refused is, once', async (t) => {
  const hub = await tokenHub(t, '1 hour')
  const [one, other] = [hub.tokens(), hub.tokens()]
  assert.deepEqual(await one.of(hub.conectorId), {
    kind: 'token',
    accessToken: 'APP_USR-access-0',
    versao: 1,
  })
  await Promise.all([
    one.renew(hub.conectorId, 1),
    one.renew(hub.conectorId, 1),
    other.renew(hub.conectorId, 1),
  ])
  assert.equal(hub.there.received.length, 1)
})

test('a lost answer is asked for once more; where that used the token up, the seller authorizes again', async (t) => {
  const hub = await tokenHub(t)
  hub.there.answer = (response, grant) => {
    grant()
    hub.there.answer = null
    response.destroy()
  }
  assert.deepEqual(await hub.tokens().of(hub.conectorId), { kind: 'reauthorize' })
  assert.equal(hub.there.received.length, 2)
  assert.equal((await hub.stored()).status, 'REAUTORIZAR')
  // And not in a loop: nothing more is asked.
  assert.deepEqual(await hub.tokens().of(hub.conectorId), { kind: 'reauthorize' })
  assert.equal(hub.there.received.length, 2)
})

test('a process that dies between the answer and the commit leaves no lock, and no loop', async (t) => {
  const hub = await tokenHub(t)
  const worker = await startWorker(t, hub, 1)
  hub.there.answer = (_, grant) => {
    // The pair is given and the process ends before it can be stored.
    grant()
    worker.kill('SIGKILL')
  }
  worker.send('go')
  await once(worker, 'exit')
  hub.there.answer = null
  assert.deepEqual(await hub.tokens().of(hub.conectorId), { kind: 'reauthorize' })
  assert.equal((await hub.stored()).status, 'REAUTORIZAR')
  const asked = hub.there.received.length
  await hub.tokens().of(hub.conectorId)
  assert.equal(hub.there.received.length, asked)
})

test('5xx, 429 and a network that is down never end a connection', async (t) => {
  const hub = await tokenHub(t)
  const failures: NonNullable<TokenHub['there']['answer']>[] = [
    (response) => response.writeHead(503).end('<html>'),
    (response) => response.writeHead(429).end('local_rate_limited'),
    (response) => response.destroy(),
    (response) => response.writeHead(400).end('not json'),
    (response) => response.writeHead(401).end('{"error":"invalid_client"}'),
  ]
  for (const failure of failures) {
    hub.there.answer = failure
    assert.equal((await hub.tokens().of(hub.conectorId)).kind, 'unavailable')
    assert.equal((await hub.stored()).status, 'ATIVO')
  }
  hub.there.answer = null
  assert.equal((await hub.tokens().of(hub.conectorId)).kind, 'token')
})

test('invalid_grant does not end a connection that has a newer pair in the database', async (t) => {
  const hub = await tokenHub(t)
  const [one, other] = [hub.tokens(), hub.tokens()]
  await one.of(hub.conectorId)
  assert.equal((await other.renew(hub.conectorId, 1)).kind, 'token')
  assert.equal(hub.there.received.length, 1)
  assert.equal((await hub.stored()).status, 'ATIVO')
})

test('tokens that expire within the hour are refreshed ahead, and no others', async (t) => {
  const hub = await tokenHub(t, '30 min')
  assert.equal(await hub.tokens().refreshAhead(), 1)
  assert.equal(await hub.tokens().refreshAhead(), 0)
  assert.equal(hub.there.received.length, 1)
})

test('a lock that another process holds too long decides nothing', async (t) => {
  const hub = await tokenHub(t)
  const tokens = hub.tokens()
  await hub.sql.rows('begin')
  await hub.sql.rows('select from hub.integracao_conector for update')
  const waiting = tokens.of(hub.conectorId)
  await eventually(
    async () => (await hub.sql.value(`select count(*)::int from pg_locks where not granted`)) === 1,
    { what: 'it waits for the lock' },
  )
  assert.equal(hub.there.received.length, 0)
  await hub.sql.rows('commit')
  assert.equal((await waiting).kind, 'token')
})

test('no line of the log holds a token or a secret', async (t) => {
  const hub = await tokenHub(t)
  const tokens = hub.tokens()
  await tokens.of(hub.conectorId)
  hub.there.answer = (response) => response.writeHead(400).end('{"error":"invalid_grant"}')
  await tokens.renew(hub.conectorId, 2)
  assert.ok(hub.lines.length >= 2)
  const text = hub.lines.join('\n')
  for (const secret of ['APP_USR', 'TG-refresh', clientSecret]) assert.ok(!text.includes(secret))
})
