/** How far the synchronisation looks, whose it is, and what it does not ask for twice. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { missedFeeds } from '../../../../src/mercado-livre/sync/missed-feeds.ts'
import { openOrders } from '../../../../src/mercado-livre/sync/open-orders.ts'
import type { FoundResource } from '../../../../src/mercado-livre/sync/store-fetch-requests.ts'
import type { SyncContext } from '../../../../src/mercado-livre/sync/sync-task.ts'
import { systemClock } from '../../../../src/core/clock.ts'
import { createLogger } from '../../../../src/core/log.ts'
import { createPool, type Pool } from '../../../../src/db/connect/pool.ts'
import { createSync } from '../../../../src/mercado-livre/sync/sync.ts'
import { append, drain, prepareTenant } from '../../../support/relay/engine.ts'
import { type EnrichHub, enrichHub } from '../../../support/marketplace/enrich-hub.ts'
import { json } from '../../../support/marketplace/marketplace-answers.ts'
import { seller } from '../../../support/marketplace/marketplace-seller.ts'
import { sqlClient } from '../../../support/database/sql-client.ts'
import { serviceUrl } from '../../../support/database/service-url.ts'

/** Another tenant's connector of an application; its id. */
async function connect({ sql }: EnrichHub, tenant: number, client: string, user: string) {
  await prepareTenant(sql, tenant)
  return sql.value<string>(`select connectors.save_connector($1, 'ML', $2, null, $3, 'teste')`, [
    tenant,
    client,
    user,
  ])
}

const requests = async ({ sql }: EnrichHub) =>
  (
    await sql.rows(
      `select tenant_id, external_id, status from hub.integracao_evento where tipo = 'NOTIFICACAO' order by id`,
    )
  ).map(({ tenant_id, external_id, status }) => [tenant_id, external_id, status])

const asked = ({ marketplace }: EnrichHub) =>
  marketplace.received.map(({ url }) => new URL(url ?? '', 'http://x').searchParams)

test('an application’s missed feeds are asked for once, under the id that it notifies with, for all its sellers and no other’s', async (t) => {
  const hub = await enrichHub(t)
  await connect(hub, 124, seller.clientId, '77')
  await hub.sql.rows(`update hub.integracao_conector set application_id = '1234'`)
  await connect(hub, 125, '999', '78')
  await hub.sql.rows(
    `update hub.integracao_conector set application_id = '1234' where tenant_id = 125`,
  )
  const sent = (user_id: number) => ({
    request: {
      data: JSON.stringify({
        _id: `n${user_id}`,
        resource: `/orders/${user_id}`,
        user_id,
        topic: 'orders_v2',
        application_id: 1234,
      }),
    },
  })
  let pages = 0
  hub.marketplace.answer = (response) =>
    json({ messages: pages++ === 0 ? [sent(77), sent(78), sent(Number(seller.userId))] : [] })(
      response,
    )
  const reports = await hub.sync.run('MISSED_FEEDS', { tenantId: '123' })
  assert.equal(reports.length, 1)
  assert.deepEqual(await requests(hub), [
    ['124', '/orders/77', 'RECEBIDO'],
    ['123', `/orders/${seller.userId}`, 'RECEBIDO'],
  ])
  const [first, second] = asked(hub)
  assert.deepEqual(Object.fromEntries(first!), { app_id: '1234', limit: '50', offset: '0' })
  assert.equal(second?.get('offset'), '3')
  const all = await hub.sync.run('MISSED_FEEDS')
  assert.deepEqual(all.map(({ tenantId }) => tenantId).toSorted(), ['123', '125'])
})

const context = (more: Partial<SyncContext>): SyncContext => ({
  seller: {
    conectorId: '1',
    tenantId: '123',
    clientId: '8',
    userId: '7',
    applicationId: '8',
  },
  sellers: [],
  reached: null,
  now: new Date('2026-01-01T12:10:00Z'),
  client: () => assert.fail('nothing is asked'),
  store: (found) => Promise.resolve(found.length),
  read: {
    sellers: () => Promise.resolve([]),
    unread: () => Promise.resolve(new Map<string, null>()),
    openOrders: () => Promise.resolve(['1', '2'].map((id) => ({ id, key: `abertos:${id}` }))),
  },
  signal: new AbortController().signal,
  ...more,
})

test('a list of missed feeds that does not end is not followed for ever', async () => {
  const body = { messages: [{}] }
  const end = await missedFeeds.run(
    context({
      client: () => Promise.resolve({ kind: 'found', body, partial: false, readAt: new Date(0) }),
    }),
  )
  assert.ok(end.kind === 'done')
  assert.equal(end.vistos, 1000)
})

test('an open order is asked for once after each reading', async () => {
  const found: FoundResource[] = []
  const store = (more: readonly FoundResource[]) => Promise.resolve(found.push(...more))
  await openOrders.run(context({ store }))
  const keys = found.map(({ resource, key }) => [resource, key])
  assert.deepEqual(keys, [
    ['/orders/1', 'abertos:1'],
    ['/orders/2', 'abertos:2'],
  ])
})

test('open orders are those of the tenant and of sixty days that were not read for hours and are not asked for, the least recently read first', async (t) => {
  const hub = await enrichHub(t)
  const { sql } = hub
  await prepareTenant(sql, 124)
  const orders = ['six', 'eight', 'fresh', 'RETIRADO', 'CANCELADO', 'old', 'dead', 'asked']
  await append(sql, [
    ...orders.map((externalId) => ({ externalId, payload: { itens: [] } })),
    { externalId: 'theirs', tenantId: 124, payload: { itens: [] } },
  ])
  await drain(sql)
  await sql.rows(
    `insert into hub.pedido_marketplace (tenant_id, canal, external_id, versao, lido_em)
     select tenant_id, canal, external_id, 1, now() - case external_id
       when 'six' then interval '6.5 h' when 'fresh' then interval '5.5 h' else interval '8 h' end
     from hub.pedido`,
  )
  await sql.rows(
    `update hub.pedido set status = external_id where external_id in ('RETIRADO', 'CANCELADO')`,
  )
  await sql.rows(
    `update hub.pedido set created_at = now() - interval '61 days' where external_id = 'old'`,
  )
  await hub.requestFetch('/orders/dead')
  await sql.rows(`update hub.integracao_outbox set status = 'MORTO' where recurso is not null`)
  const open = (limit: number) =>
    sql.rows<{ external_id: string; marca: string }>(
      'select external_id, marca from mercado_livre.open_orders(123, $1, $2)',
      ['6 h', limit],
    )
  const ids = async (limit = 9) => (await open(limit)).map(({ external_id }) => external_id)
  assert.deepEqual((await ids()).toSorted(), ['asked', 'dead', 'eight', 'six'])
  assert.equal((await ids()).at(-1), 'six')
  assert.equal((await ids(3)).includes('six'), false)

  // Asked for since its last reading: left out while that waits, is dead and has been given back, or was discarded.
  const asked = (await open(9)).find(({ external_id }) => external_id === 'asked')
  const notification = {
    canal: 'ML',
    tenantId: 123,
    externalId: '/orders/asked',
    tipo: 'NOTIFICACAO',
  }
  const event = { ...notification, recurso: '/orders/asked', marca: asked?.marca, payload: {} }
  await sql.rows('select ingress.append_events($1)', [JSON.stringify([event])])
  assert.deepEqual((await ids()).includes('asked'), false)
  const row = `where recurso = '/orders/asked'`
  await sql.rows(`update hub.integracao_outbox set status = 'MORTO' ${row}`)
  assert.deepEqual((await ids()).includes('asked'), true)
  await sql.rows(
    `update hub.integracao_outbox set devolucoes = 3, devolvido_em = now() - interval '39 min' ${row}`,
  )
  assert.deepEqual((await ids()).includes('asked'), false)
  await sql.rows(`update hub.integracao_outbox set devolvido_em = now() - interval '41 min' ${row}`)
  assert.deepEqual((await ids()).includes('asked'), true)
  await sql.rows(`select relay.discard(id, 'desisto', 'teste') from hub.integracao_outbox ${row}`)
  assert.deepEqual((await ids()).includes('asked'), false)
})

test('an order that has changed since it was read is asked for again, whatever another tenant has read', async (t) => {
  const hub = await enrichHub(t)
  const rows = (last_updated: string) =>
    json({
      results: [{ id: 1, last_updated }, null, {}, { id: 'x', last_updated }],
      paging: { total: 4 },
    })
  hub.marketplace.answer = rows('2026-01-01T12:00:00.000Z')
  await hub.sync.run('VARREDURA')
  const read = (tenant: number, versao: string) =>
    hub.sql.rows(
      `insert into hub.pedido_marketplace (tenant_id, canal, external_id, versao, lido_em)
       values ($1, 'ML', '1', extract(epoch from $2::timestamptz) * 1000, now())`,
      [tenant, versao],
    )
  await read(123, '2026-01-01T12:00:00Z')
  await read(124, '2026-01-01T13:00:00Z')
  await hub.sync.run('VARREDURA')
  assert.equal((await requests(hub)).length, 1)
  hub.marketplace.answer = rows('2026-01-01T13:00:00.000Z')
  const [report] = await hub.sync.run('VARREDURA')
  assert.ok(report?.end.kind === 'done')
  assert.equal(report.end.novos, 1)
  assert.equal((await requests(hub)).length, 2)
})

test('runs of different sellers and of different tasks do not hold each other back', async (t) => {
  const { sql, url } = await enrichHub(t)
  const held = await sqlClient(t, url)
  const begin = (on: typeof sql, conector: number, tarefa: string) =>
    on.rows('select from mercado_livre.begin_sync($1, $2)', [conector, tarefa])
  await held.rows('begin')
  assert.equal((await begin(held, 1, 'VARREDURA')).length, 1)
  assert.equal((await begin(sql, 1, 'VARREDURA')).length, 0)
  assert.equal((await begin(sql, 2, 'VARREDURA')).length, 1)
  assert.equal((await begin(sql, 1, 'ABERTOS')).length, 1)
})

test('a failed run does not count as the last synchronisation; a channel that is off is skipped', async (t) => {
  const hub = await enrichHub(t)
  await connect(hub, 124, '999', '77')
  const last = () =>
    hub.sql.value('select last_sync_at from hub.integracao_conector where tenant_id = 123')
  hub.marketplace.answer = json({}, 500)
  await hub.sync.run('VARREDURA', { tenantId: '123' })
  assert.equal(await last(), null)
  hub.marketplace.answer = json({ results: [], paging: { total: 0 } })
  const reports = await hub.sync.run('VARREDURA', { tenantId: '123' })
  assert.deepEqual(
    reports.map(({ tenantId, end }) => [tenantId, end.kind]),
    [['123', 'done']],
  )
  assert.ok((await last()) !== null)
  // A failure takes nothing back of how far it had come.
  const far = () => hub.sql.value<Date | null>('select ate from hub.conector_sincronismo')
  const before = await far()
  hub.marketplace.answer = json({}, 500)
  await hub.sync.run('VARREDURA', { tenantId: '123' })
  assert.ok(before !== null)
  assert.deepEqual(await far(), before)
  await hub.sql.rows(`select tenants.switch_flag(123, 'ML', false, 'teste')`)
  assert.deepEqual(await hub.sync.run('VARREDURA', { tenantId: '123' }), [])
})

test('more sellers than connections are all synchronised: no run waits for a connection that another holds', async (t) => {
  const hub = await enrichHub(t)
  const tenants = Array.from({ length: 12 }, (_, n) => 200 + n)
  for (const tenant of tenants) await connect(hub, tenant, `9${tenant}`, `7${tenant}`)
  const log = createLogger({ level: 'silent' })
  const pools = [1, 3].map((max) =>
    createPool({ url: serviceUrl(hub.url), applicationName: 'poucas', max, log }),
  )
  t.after(() => Promise.all(pools.map((pool) => pool.end())))
  const [pool, locks] = pools as [Pool, Pool]
  const client = () => assert.fail('nothing is asked')
  const sync = createSync({ pool, locks, client, clock: systemClock, log })
  const runs = await Promise.all(
    [...tenants, ...tenants].map((tenant) => sync.run('ABERTOS', { tenantId: String(tenant) })),
  )
  const kinds = runs.flat().map(({ end }) => end.kind)
  assert.equal(kinds.length, 24)
  assert.deepEqual([...new Set(kinds)].toSorted().slice(0, 1), ['done'])
  assert.ok(!kinds.includes('failed'), kinds.join())
})
