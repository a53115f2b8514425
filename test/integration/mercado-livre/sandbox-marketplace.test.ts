/** The sandbox marketplace behaves like the real one, so that a test against it means something. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { startSandbox } from '../../../scripts/sandbox/sandbox.ts'
import { seller } from '../../support/marketplace/marketplace-seller.ts'

const MINUTE_MS = 60_000
const application = { clientId: seller.clientId, clientSecret: 'segredo' }
const purchase = {
  sellerId: seller.userId,
  items: [{ sku: 'CAMISETA P', quantity: 1 }],
  buyer: { firstName: 'Maria', lastName: 'da Silva', doc: '11144477735' },
}

/** At ten past noon, beside a receiver that answers `status`. */
async function openSandbox(t: TestContext) {
  let nowMs = Date.parse('2026-09-01T12:10:00Z')
  const receiver = { status: 200 }
  const sandbox = await startSandbox({
    application,
    sellerId: seller.userId,
    nowMs: () => nowMs,
    post: () => Promise.resolve(receiver.status),
    habits: { copies: 1 },
  })
  t.after(() => sandbox.stop())
  const { grants } = sandbox
  const exchange = (form: Record<string, string>) =>
    grants.exchange(
      new URLSearchParams({
        client_id: application.clientId,
        client_secret: application.clientSecret,
        ...form,
      }),
    )
  const pair = exchange({
    grant_type: 'authorization_code',
    code: grants.code(seller.userId, null),
  }).body as { access_token: string; refresh_token: string }
  return {
    ...sandbox,
    receiver,
    pair,
    refresh: (token: string) => exchange({ grant_type: 'refresh_token', refresh_token: token }),
    advance: (ms: number) => void (nowMs += ms),
    get: (path: string, token = pair.access_token) =>
      fetch(`${sandbox.url}${path}`, { headers: { authorization: `Bearer ${token}` } }),
  }
}

test('a notification that is not answered 200 is sent eight times within the hour, then it is missed', async (t) => {
  const { truth, notices, receiver, advance } = await openSandbox(t)
  receiver.status = 503
  truth.place([purchase])
  const sentAtMinute: number[] = []
  for (let minute = 0; minute <= 63; minute++) {
    if ((await notices.send()) > 0) sentAtMinute.push(minute)
    advance(MINUTE_MS)
  }
  assert.deepEqual(sentAtMinute, [0, 1, 3, 7, 15, 31, 47, 63])
  assert.equal(notices.missed().length, 1)
  advance(48 * 60 * MINUTE_MS)
  assert.equal(notices.missed().length, 0, 'after two days nobody can ask for it')
})

test('a topic that was given up is disabled: what happens then is neither sent nor among the missed', async (t) => {
  const { truth, notices, receiver, advance } = await openSandbox(t)
  receiver.status = 503
  truth.place([purchase])
  for (let minute = 0; minute <= 63; minute++) {
    await notices.send()
    advance(MINUTE_MS)
  }
  receiver.status = 200
  truth.place([purchase])
  assert.equal(await notices.send(), 0)
  assert.equal(notices.counts.untold, 1)
  assert.equal(notices.missed().length, 1)
  notices.enable('orders_v2')
  truth.place([purchase])
  assert.equal(await notices.send(), 1)
})

test('a refresh token works once, and only the last one', async (t) => {
  const { pair, refresh } = await openSandbox(t)
  const renewed = refresh(pair.refresh_token)
  assert.equal(renewed.status, 200)
  assert.equal(refresh(pair.refresh_token).status, 400)
  const { refresh_token: last } = renewed.body as { refresh_token: string }
  assert.equal(refresh(last).status, 200)
})

test('an access token ends after six hours, and with what its seller revokes', async (t) => {
  const { get, advance, grants, refresh, pair } = await openSandbox(t)
  assert.equal((await get('/users/me')).status, 200)
  advance(6 * 60 * MINUTE_MS)
  assert.equal((await get('/users/me')).status, 401)
  grants.revoke(seller.userId)
  assert.equal(refresh(pair.refresh_token).status, 400)
})

test('the search shows no cancelled order, and ignores minutes', async (t) => {
  const { get, truth, advance } = await openSandbox(t)
  const [order] = truth.place([purchase])
  assert.ok(order)
  advance(20 * MINUTE_MS)
  const later = encodeURIComponent('2026-09-01T12:25:00.000-00:00')
  const found = async () => {
    const answer = await get(`/orders/search?order.date_last_updated.from=${later}`)
    return ((await answer.json()) as { paging: { total: number } }).paging.total
  }
  assert.equal(await found(), 1, 'it was changed at ten past the hour that was asked for')
  truth.cancel(order)
  assert.equal(await found(), 0)
  const answer = await get(`/orders/${order.id}`)
  assert.equal(((await answer.json()) as { status: string }).status, 'cancelled')
})

test('the sandbox misbehaves as often as it is told to, and is slow when it is told to', async (t) => {
  const { get, faults } = await openSandbox(t)
  faults.add({ kind: '429 empty', path: '/users', times: 1 })
  assert.equal((await get('/users/me')).status, 429)
  assert.equal((await get('/users/me')).status, 200)
  faults.delay(120)
  const startedAt = performance.now()
  assert.equal((await get('/users/me')).status, 200)
  assert.ok(performance.now() - startedAt >= 119)
})
