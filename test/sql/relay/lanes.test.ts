/** Lanes are chosen: two tenants share one only when all 256 are taken, and every row is in its tenant's. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test, type TestContext } from 'node:test'
import fc from 'fast-check'
import { sqlDir } from '../../../src/wiring/open-database.ts'
import { eventually } from '../../support/eventually.ts'
import { testDatabase } from '../../support/database/database.ts'
import { append, drain, prepareTenant } from '../../support/relay/engine.ts'
import { type SqlClient, sqlClient } from '../../support/database/sql-client.ts'

async function hub(t: TestContext, clients = 1): Promise<SqlClient[]> {
  const { url } = await testDatabase(t)
  return Promise.all(Array.from({ length: clients }, () => sqlClient(t, url)))
}

async function makeTenants(client: SqlClient, ids: readonly number[]): Promise<void> {
  await client.rows(
    `insert into hub.tenant (id, nome) select id, 'Loja' from unnest($1::bigint[]) as id`,
    [ids],
  )
}

/** How many tenants each lane has, the fullest first. */
async function tenantsOfLanes(client: SqlClient): Promise<number[]> {
  const rows = await client.rows<{ total: number }>(
    `select count(*)::int as total from hub.tenant join hub.faixa on numero = faixa group by faixa order by total desc`,
  )
  return rows.map(({ total }) => total)
}

test('up to 256 tenants have a lane each, whatever their numbers and however they are made', async (t) => {
  const [client] = (await hub(t)) as [SqlClient]
  const numbers = fc.uniqueArray(
    fc.oneof(
      fc.integer({ min: 1, max: 2 ** 40 }),
      fc.integer({ min: 1, max: 999 }).map((n) => n * 256),
    ),
    {
      minLength: 256,
      maxLength: 256,
    },
  )
  const [ids = []] = fc.sample(numbers, 1)
  const cuts = [1, 2, 50, 51, 255, 256]
  for (const [n, to] of cuts.entries()) {
    await makeTenants(client, ids.slice(cuts[n - 1] ?? 0, to))
    assert.deepEqual(
      await tenantsOfLanes(client),
      Array.from({ length: to }, () => 1),
      ids.join(),
    )
  }
  await makeTenants(client, [2 ** 41, 2 ** 41 + 1])
  assert.deepEqual((await tenantsOfLanes(client)).slice(0, 3), [2, 2, 1], 'more than 256 share')
})

test('two tenants that are made at once do not choose the same lane', async (t) => {
  const [one, other, third] = (await hub(t, 3)) as [SqlClient, SqlClient, SqlClient]
  await one.rows('begin')
  await makeTenants(one, [1])
  const made = makeTenants(other, [2])
  await eventually(
    () =>
      third.value(`select exists (
        select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')`),
    { what: 'the second waits for the first' },
  )
  await one.rows('commit')
  await made
  assert.deepEqual(await tenantsOfLanes(one), [1, 1])
})

test('rows that waited while lanes were computed are found in the lanes that are chosen', async (t) => {
  const [client, relay] = (await hub(t, 2)) as [SqlClient, SqlClient]
  // Tenants 1, 257 and 513 shared a lane, 2 had its own.
  const tenants = [1, 2, 257, 513]
  for (const tenant of tenants) await prepareTenant(client, tenant)
  await client.rows(`
    delete from hub.faixa;
    insert into hub.faixa values (1), (2);
    drop trigger integracao_outbox_set_lane on hub.integracao_outbox;
    drop function relay.set_lane;
    alter table hub.tenant drop column faixa cascade;
    alter table hub.integracao_outbox drop column faixa;
    alter table hub.integracao_outbox add column faixa smallint not null generated always as (
      (case destino when 'PROCESSAR' then 0 when 'NOTIFICAR' then 256 else 512 end + abs(tenant_id % 256))::smallint
    ) stored;
    create index integracao_outbox_pendente_idx on hub.integracao_outbox (faixa, xid, id) where status = 'PENDENTE'`)
  for (const tenant of tenants) {
    await client.rows(
      `with evento as (
        insert into hub.integracao_evento (canal, tenant_id, external_id, tipo, payload_json, status, trace_id, versao)
        values ('ML', $1, 'A', 'ORDER_CREATED', '{}', 'RECEBIDO', gen_random_uuid(), 1) returning id
      )
      insert into hub.integracao_outbox (id, evento_id, tenant_id, canal, destino) select id, id, $1, 'ML', 'PROCESSAR' from evento`,
      [tenant],
    )
  }
  for (const file of ['V22__faixas_escolhidas.sql', 'V23__linhas_nas_faixas.sql']) {
    const text = readFileSync(`${sqlDir}/migrations/${file}`, 'utf8')
    await client.rows(`set search_path = hub, public; ${text}; reset search_path`)
  }
  assert.deepEqual(await client.rows('select id, faixa from hub.tenant order by id'), [
    { id: '1', faixa: 1 },
    { id: '2', faixa: 2 },
    { id: '257', faixa: 0 },
    { id: '513', faixa: 3 },
  ])
  assert.equal(await drain(relay), tenants.length)
  await append(
    relay,
    tenants.map((tenantId) => ({ tenantId, externalId: 'B' })),
  )
  assert.equal(await drain(relay), tenants.length)
})
