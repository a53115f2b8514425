/** No tenant starves another: each tenant that has work gets an equal share of every batch, and no share is wasted. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { testDatabase } from '../../support/database/database.ts'
import { append, prepareTenant, step } from '../../support/relay/engine.ts'
import { type SqlClient, sqlClient } from '../../support/database/sql-client.ts'

async function hub(t: TestContext, tenants: readonly number[]): Promise<SqlClient> {
  const { url } = await testDatabase(t)
  const client = await sqlClient(t, url)
  for (const tenant of tenants) await prepareTenant(client, tenant)
  return client
}

async function queue(client: SqlClient, tenantId: number, count: number): Promise<void> {
  await append(
    client,
    Array.from({ length: count }, (_, n) => ({ externalId: `${tenantId}-${n}`, tenantId })),
  )
}

/** How many events of each tenant are done, by tenant. */
async function done(client: SqlClient): Promise<Record<string, number>> {
  const rows = await client.rows<{ tenant_id: string; feitos: number }>(`
    select tenant_id, count(*)::int as feitos
    from hub.integracao_evento
    where status = 'PROCESSADO'
    group by tenant_id`)
  return Object.fromEntries(rows.map(({ tenant_id: tenant, feitos }) => [tenant, feitos]))
}

test('a tenant with a backlog leaves every other tenant its share of the next batch', async (t) => {
  const client = await hub(t, [1, 2, 3, 4])
  await queue(client, 1, 500)
  for (const tenant of [2, 3, 4]) await queue(client, tenant, 5)
  await step(client, 400)
  assert.deepEqual(await done(client), { 1: 35, 2: 5, 3: 5, 4: 5 })
})

test('while one tenant keeps up, a batch is fifty rows: it does not wait for the bulk of another', async (t) => {
  const client = await hub(t, [1, 2])
  await queue(client, 1, 900)
  await queue(client, 2, 1)
  assert.equal((await step(client, 500)).reivindicados, 50)
  assert.deepEqual(await done(client), { 1: 49, 2: 1 })
})

test('alone with a backlog, or when everybody has one, a tenant gets full batches', async (t) => {
  const client = await hub(t, [1, 2])
  await queue(client, 1, 900)
  assert.equal((await step(client, 500)).reivindicados, 500)
  await queue(client, 2, 900)
  assert.equal((await step(client, 300)).reivindicados, 300)
  assert.equal((await done(client))['2'], 150, 'half of it')
})

test('tenants do not share a lane, however far their ids are apart', async (t) => {
  const client = await hub(t, [1, 9, 65, 257])
  await queue(client, 1, 500)
  for (const tenant of [9, 65, 257]) await queue(client, tenant, 5)
  await step(client, 400)
  assert.deepEqual(await done(client), { 1: 35, 9: 5, 65: 5, 257: 5 })
})

test('once a tenant has kept up, the batches of another are short for a second', async (t) => {
  const client = await hub(t, [1, 2])
  await queue(client, 1, 900)
  await queue(client, 2, 1)
  await step(client, 500)
  assert.equal((await step(client, 500, '0.5 s')).reivindicados, 50, 'tenant 1 is alone now')
  assert.equal((await step(client, 500, '1.5 s')).reivindicados, 500)
})

for (const limit of [50, 500]) {
  test(`a transaction that outlived the mark and brought very many rows leaves others theirs, in batches of ${limit}`, async (t) => {
    const { url } = await testDatabase(t)
    const [relay, writer] = [await sqlClient(t, url), await sqlClient(t, url)]
    for (const tenant of [1, 2]) await prepareTenant(relay, tenant)
    await writer.rows('begin')
    await queue(writer, 1, 600)
    await queue(relay, 2, 1)
    assert.equal((await step(relay, limit)).reivindicados, 1)
    await writer.rows('commit')
    await append(relay, [{ externalId: 'later', tenantId: 2 }])
    await step(relay, limit)
    assert.deepEqual(await done(relay), { 1: 49, 2: 2 })
  })
}

test('a batch smaller than the lanes in use passes nobody over', async (t) => {
  const tenants = [1, 2, 3, 4]
  const client = await hub(t, tenants)
  for (const tenant of tenants) await queue(client, tenant, 60)
  // Each has one chance in four a step: 60 steps pass one over once in seven million runs.
  for (let n = 0; n < 60; n++) await step(client, 1)
  assert.deepEqual(Object.keys(await done(client)), ['1', '2', '3', '4'])
})

test('a tenant made while relays run is served by the next step', async (t) => {
  const client = await hub(t, [1])
  await queue(client, 1, 1)
  await step(client)
  await client.rows(`insert into hub.tenant (id, nome) values (700, 'à mão')`)
  await prepareTenant(client, 700)
  await queue(client, 700, 1)
  assert.equal((await step(client)).reivindicados, 1)
  assert.deepEqual(await done(client), { 1: 1, 700: 1 })
})
