/**
 * A release may move a routine to another room and give each room grants of its own: nothing of the old place stays.
 */
import { strict as assert } from 'node:assert'
import { test } from 'node:test'
import { pino } from 'pino'
import { migrate } from '../../../src/db/migrate/migrate.ts'
import { emptyDatabase } from '../../support/database/database.ts'
import { sqlClient } from '../../support/database/sql-client.ts'
import { sqlDirectory } from '../../support/database/sql-directory.ts'

const log = pino({ level: 'silent' })

const V1 = 'create table caixa (id bigint primary key);'
const guardar = (schema: string) => `
  create or replace function ${schema}.guardar(p_id bigint) returns bigint
  language sql security definer set search_path = ''
  as 'insert into hub.caixa values (p_id) returning id';`
const caller = (schema: string) => `
  create or replace function ingress.receber(p_id bigint) returns bigint
  language sql security definer set search_path = ''
  as 'select ${schema}.guardar(p_id)';`
const revokeAll = `
  revoke execute on all functions in schema relay, bulk, ingress from public, hub_service;
  grant usage on schema relay, bulk, ingress to hub_service;`
const grant = (routine: string) => `grant execute on function ${routine} to hub_service;`
const mayCall = (routine: string) =>
  `select has_function_privilege('hub_service', '${routine}', 'execute')`

test('a routine that moves to another room is there with the new grants and gone from the old, and its callers work on', async (t) => {
  const { url } = await emptyDatabase(t)
  const sql = sqlDirectory(t, {
    'migrations/V1__caixa.sql': V1,
    'routines/relay/guardar.sql': guardar('relay'),
    'routines/relay/grants.sql': grant('relay.guardar'),
    'routines/ingress/receber.sql': caller('relay'),
    'routines/ingress/grants.sql': grant('ingress.receber'),
    'views/caixa.sql': 'create or replace view ops.caixa as select relay.guardar(9) as id;',
    'grants.sql': revokeAll,
  })
  const run = () => migrate({ url, sqlDir: sql.path, log })
  const service = await sqlClient(t, url)
  await run()
  await service.rows('set role hub_service')
  assert.equal(await service.value('select ingress.receber(1)'), '1')
  assert.equal(await service.value('select relay.guardar(2)'), '2')

  sql.remove('routines/relay/guardar.sql')
  sql.remove('routines/relay/grants.sql')
  sql.write('routines/bulk/save/guardar.sql', guardar('bulk'))
  sql.write('routines/bulk/grants.sql', grant('bulk.guardar'))
  sql.write('routines/ingress/receber.sql', caller('bulk'))
  sql.write('views/caixa.sql', 'create or replace view ops.caixa as select bulk.guardar(9) as id;')
  assert.deepEqual((await run()).dropped, ['function relay.guardar(bigint)'])

  const admin = await sqlClient(t, url)
  assert.equal(await admin.value(`select to_regprocedure('relay.guardar(bigint)')`), null)
  assert.equal(await admin.value(mayCall('bulk.guardar(bigint)')), true)
  assert.equal(await admin.value('select id from ops.caixa'), '9')
  assert.equal(await service.value('select ingress.receber(3)'), '3')
  assert.equal(await service.value('select bulk.guardar(4)'), '4')
})

test('the grants of each room are applied after the first grants.sql, which revokes all', async (t) => {
  const { url } = await emptyDatabase(t)
  const sql = sqlDirectory(t, {
    'migrations/V1__caixa.sql': V1,
    'routines/bulk/guardar.sql': guardar('bulk'),
    'routines/bulk/grants.sql': grant('bulk.guardar'),
    'routines/relay/guardar.sql': guardar('relay'),
    'grants.sql': revokeAll,
  })
  const run = () => migrate({ url, sqlDir: sql.path, log })
  await run()
  const admin = await sqlClient(t, url)
  const granted = async () => [
    await admin.value(mayCall('bulk.guardar(bigint)')),
    await admin.value(mayCall('relay.guardar(bigint)')),
  ]
  assert.deepEqual(await granted(), [true, false])
  sql.write('routines/relay/grants.sql', grant('relay.guardar'))
  await run()
  assert.deepEqual(await granted(), [true, true])
  sql.remove('routines/bulk/grants.sql')
  await run()
  assert.deepEqual(await granted(), [false, true])
})
