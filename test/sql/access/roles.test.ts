/** Who may do what: hub_service executes routines and reads its session's tenants; it writes no table. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { roomSchemas } from '../../../src/db/migrate/schemas.ts'
import { testDatabase } from '../../support/database/database.ts'
import { append, drain, prepareTenant, readyPayload } from '../../support/relay/engine.ts'
import { sqlClient } from '../../support/database/sql-client.ts'

test('hub_service can write no table and read no secret (42501)', async (t) => {
  const { url } = await testDatabase(t)
  const client = await sqlClient(t, url)
  const tables = await client.rows<{ nome: string }>(
    `select c.oid::regclass::text as nome from pg_class as c where c.relnamespace = 'hub'::regnamespace and c.relkind = 'r'`,
  )
  assert.ok(tables.length > 15)
  for (const { nome } of tables) {
    for (const right of ['insert', 'update', 'delete', 'truncate']) {
      const allowed = await client.value(
        `select has_any_column_privilege('hub_service', $1, 'insert, update')
        or has_table_privilege('hub_service', $1, $2)`,
        [nome, right],
      )
      assert.equal(allowed, false, `${right} on ${nome}`)
    }
  }
  await client.rows('set role hub_service')
  for (const secret of [
    'select valor_enc from hub.conector_segredo',
    'select client_secret_enc from hub.integracao_conector',
    'select refresh_token_enc from hub.integracao_conector',
    'select hash from hub.api_token',
  ]) {
    await assert.rejects(client.rows(secret), { code: '42501' }, secret)
  }
})

test('every table with a tenant forces row-level security with both policies', async (t) => {
  const { url } = await testDatabase(t)
  const client = await sqlClient(t, url)
  const open = await client.rows(
    `select c.relname
    from pg_class as c
    where c.relnamespace = 'hub'::regnamespace
      and c.relkind = 'r'
      and (c.relname in ('tenant', 'volume', 'pedido_item') or exists (
        select from pg_attribute as a where a.attrelid = c.oid and a.attname = 'tenant_id'))
      and not (c.relrowsecurity and c.relforcerowsecurity
        and (select count(*) from pg_policy as p where p.polrelid = c.oid) = 2)`,
  )
  assert.deepEqual(open, [])
})

test('a session reads the tenants it names, all with *, and none without', async (t) => {
  const { url } = await testDatabase(t)
  const client = await sqlClient(t, url)
  for (const tenantId of [123, 124]) {
    await prepareTenant(client, tenantId)
    await append(client, [{ externalId: 'A', tenantId, payload: readyPayload }])
  }
  await drain(client)
  await client.rows('set role hub_service')
  const seen = async (tenants: string) => {
    await client.rows(`select set_config('hub.tenants', $1, false)`, [tenants])
    const counts: number[] = []
    for (const view of ['evento', 'pedido', 'tenant', 'notificacao', 'outbox']) {
      counts.push(Number(await client.value(`select count(*) from ops.${view}`)))
    }
    return counts
  }
  assert.deepEqual(await seen(''), [0, 0, 0, 0, 0])
  assert.deepEqual(await seen('{124}'), [1, 1, 1, 1, 1])
  assert.deepEqual(await seen('*'), [2, 2, 2, 2, 2])
})

test('every routine that runs as its owner pins its search_path', async (t) => {
  const { url } = await testDatabase(t)
  const client = await sqlClient(t, url)
  const loose = await client.rows(
    `select p.oid::regprocedure from pg_proc as p
    where p.pronamespace::regnamespace::text = any($1)
      and p.prosecdef
      and not coalesce(p.proconfig::text like '%search_path=%', false)`,
    [roomSchemas],
  )
  assert.deepEqual(loose, [])
})
