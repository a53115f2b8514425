/**
 * Rows of the marketplace's lists, with each field dropped, made null and of other types, one at a time: what has all that
 * is used of it is found, what has not is counted and named, and then the cursor stays.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fetchShipment } from '../../../src/mercado-livre/fetch/fetch-shipment.ts'
import type { FetchRequest } from '../../../src/mercado-livre/fetch/fetch-requests.ts'
import { missedFeeds } from '../../../src/mercado-livre/sync/missed-feeds.ts'
import { orderSweep } from '../../../src/mercado-livre/sync/order-sweep.ts'
import type { MarketplaceRequest } from '../../../src/mercado-livre/http/request.ts'
import type { SyncContext, SyncEnd, SyncTask } from '../../../src/mercado-livre/sync/sync-task.ts'
import { fixture } from '../../support/marketplace/marketplace-fixture.ts'
import { oddBodies } from '../../support/marketplace/odd-bodies.ts'

type Row = Readonly<Record<string, unknown>>

const seller = {
  ...{ conectorId: '1', tenantId: '123', clientId: '8', userId: '7' },
  applicationId: '5503910054141466',
}
const now = new Date('2026-09-27T18:00:00Z')
const readAt = now

/** A run over these pages, the last of which is asked for until the run ends; which orders it had asked for, and its end. */
async function run(task: SyncTask, ...pages: readonly unknown[]) {
  const [found, keys]: [Set<string>, string[]] = [new Set(), []]
  let asked = 0
  const context: SyncContext = {
    seller,
    sellers: [seller],
    reached: new Date('2026-09-27T17:00:00Z'),
    now,
    client: () => {
      const body = pages[Math.min(asked++, pages.length - 1)]
      return Promise.resolve({ kind: 'found', body, partial: false, readAt })
    },
    store: (more) => {
      for (const { resource, key } of more) {
        found.add(resource)
        keys.push(key)
      }
      return Promise.resolve(more.length)
    },
    read: {
      sellers: () => Promise.resolve([seller]),
      unread: (_, orders) => {
        for (const { versao } of orders) assert.ok(Number.isSafeInteger(versao))
        return Promise.resolve(new Map(orders.map(({ id }) => [id, null])))
      },
      openOrders: () => Promise.resolve([]),
    },
    signal: new AbortController().signal,
  }
  const end = await task.run(context)
  for (const key of keys) assert.ok(key.length >= 1 && key.length <= 128)
  return { found: [...found].toSorted(), end, asked }
}

/** Nothing was passed over in silence. */
function assertTold(end: SyncEnd, about: string) {
  assert.ok(end.kind === 'done', about)
  assert.ok((end.deFora ?? 0) >= 1 && (end.lacunas?.length ?? 0) >= 1, about)
  assert.ok(end.ate === null || end.ate < now, about)
}

const about = (path: string, odd: unknown) => `${path} = ${JSON.stringify(odd)}`

test('a row of the sweep without its id does not lose the other rows', async () => {
  const [row] = (fixture('orders-search-result-mlb') as { results: Row[] }).results
  const rows = [{ ...row, id: 11 }, row, { ...row, id: 12 }]
  const paging = { total: 3, offset: 0, limit: 50 }
  const all = ['/orders/11', '/orders/12', `/orders/${String(row!['id'])}`]
  for (const { path, odd, body } of oddBodies({ 1: row })) {
    const results = [rows[0], body[1], rows[2]]
    const { found, end } = await run(orderSweep, { results, paging })
    const what = about(path, odd)
    if (path !== '1' && path !== '1.id') {
      assert.deepEqual(found, all, what)
      assert.ok(end.kind === 'done' && end.deFora === 0 && end.ate === now, what)
    } else if (odd === '7' && path === '1.id') {
      assert.ok(found.includes('/orders/7'), what)
    } else {
      assert.deepEqual(found, all.slice(0, 2), what)
      assertTold(end, what)
    }
  }
})

test('the sweep finds the rows of a page whatever its paging says; a page without a list fails the run', async () => {
  const results = [1, 2, 3].map((id) => ({ id, last_updated: '2026-09-27T12:10:00.000-04:00' }))
  const page = { results, paging: { total: 3, offset: 0, limit: 50 }, query: '7', sort: {} }
  for (const { path, odd, body } of oddBodies(page)) {
    if (path.startsWith('results.')) continue
    const { found, end } = await run(orderSweep, body, { ...body, results: [] })
    const what = about(path, odd)
    if (path === 'results') {
      if (Array.isArray(odd)) assertTold(end, what)
      else assert.ok(end.kind === 'failed', what)
      continue
    }
    assert.deepEqual(found, ['/orders/1', '/orders/2', '/orders/3'], what)
    if (odd !== '7' || path !== 'paging.total') assert.ok(end.kind === 'done', what)
    else assertTold(end, what)
  }
})

test('the sweep asks for the page after a full one, even when paging says that there are fewer orders', async () => {
  const rows = (from: number) => Array.from({ length: 50 }, (_, n) => ({ id: from + n }))
  for (const paging of [undefined, {}, { total: 0 }, { total: 1 }, { total: '3' }, 'x']) {
    const { found, end, asked } = await run(
      orderSweep,
      { results: rows(1), paging },
      { results: rows(51).slice(0, 7), paging },
    )
    assert.deepEqual([found.length, asked], [57, 2], JSON.stringify(paging))
    assert.ok(end.kind === 'done' && end.deFora === 0)
  }
})

test('a missed feed needs its resource and its user, in the entry or in what was sent', async () => {
  const sent = {
    resource: '/orders/9',
    user_id: 7,
    topic: 'orders_v2',
    application_id: 5503910054141466,
  }
  const entry = {
    ...{ _id: 'm2', attempts: 5, sent: '2026-09-27T17:15:30.279Z', ...sent },
    received: '2026-09-27T17:15:30.259Z',
    request: { url: 'https://x', headers: {}, data: JSON.stringify({ ...sent, attempts: 1 }) },
    response: { req_time: 260, http_code: 400 },
  }
  const asObject = { ...entry, request: { ...entry.request, data: sent } }
  const alone = { ...entry, request: null }
  const foreign = (path: string, odd: unknown) =>
    odd === '7' || odd === 'x'
      ? /^1\.(request\.data\.)?(topic|resource|application_id)$/.test(path)
      : false
  for (const whole of [entry, asObject, alone]) {
    for (const { path, odd, body } of oddBodies({ 1: whole })) {
      const messages = [{ ...entry, resource: '/orders/8', request: null }, body[1]]
      const { found, end } = await run(missedFeeds, { messages }, { messages: [] })
      const what = about(path, odd)
      assert.ok(found.includes('/orders/8'), what)
      if (found.includes('/orders/9')) {
        assert.ok(end.kind === 'done' && end.deFora === 0, what)
        continue
      }
      // What says in readable words that it is another topic's, another path's or another application's.
      if (foreign(path, odd)) continue
      assert.ok(whole === alone ? /^1(\.resource|\.user_id)?$/.test(path) : path === '1', what)
      assertTold(end, what)
    }
  }
})

test('a field that is missing in the entry of a missed feed is taken from what was sent, and the other way round', async () => {
  const data = { resource: '/orders/9', user_id: 'x', topic: null }
  const messages = [{ resource: 0, user_id: 7, topic: true, request: { data } }]
  const { found, end } = await run(missedFeeds, { messages }, { messages: [] })
  assert.deepEqual(found, ['/orders/9'])
  assert.ok(end.kind === 'done' && end.deFora === 0)
})

test('a row of a shipment’s orders without its order does not lose the other rows', async () => {
  const rows = fixture('shipment-orders-new-domain') as Row[]
  const shipment = { ...(fixture('shipment-new-format-drop_off-printed') as Row), id: 44001234567 }
  const owner = { ...seller, userId: String(rows[0]!['seller_id']) }
  const request: FetchRequest = {
    ...{ id: '1', lockVersion: 1, resource: '/shipments/44001234567', seller: owner },
    ...{ wantsDocument: false, origin: 'WEBHOOK', traceId: null, postponements: 0 },
  }
  const fetched = (carried: unknown) => {
    const client = (_: unknown, { operation }: MarketplaceRequest) => {
      const body = operation === 'shipment' ? shipment : carried
      return Promise.resolve({ kind: 'found', body, partial: false, readAt } as const)
    }
    return fetchShipment(client, request, '44001234567')
  }
  const mine = { order_id: '1', seller_id: owner.userId }
  for (const row of rows.slice(0, 1)) {
    for (const { path, odd, body } of oddBodies({ 1: { ...row, order_id: '2' } })) {
      const result = await fetched([mine, body[1], { ...mine, order_id: 3 }])
      const what = about(path, odd)
      assert.ok(result.kind === 'fetched', what)
      const { events, orders, oddities } = result.fetched
      const ids = events.map(({ externalId }) => externalId)
      assert.deepEqual(
        orders.map(({ externalId }) => externalId),
        ids,
        what,
      )
      assert.ok(ids.includes('1') && ids.includes('3'), what)
      const isAnothers = path === '1.seller_id' && odd === '7'
      const isUsable = path !== '1' && (path !== '1.order_id' || odd === '7')
      assert.equal(ids.length, isUsable && !isAnothers ? 3 : 2, what)
      if (!isUsable)
        assert.ok(
          oddities.some((each) => each.startsWith('pedidos[1]')),
          what,
        )
    }
  }
  for (const none of [null, 'x', 7, {}, [{}], [null, 'x']]) {
    const result = await fetched(none)
    assert.ok(
      result.kind === 'unreadable' && result.falta.includes('pedidos[0]'),
      JSON.stringify(none),
    )
  }
})
