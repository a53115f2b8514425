/**
 * Routines, views and grants follow their files: what changed is applied, what is gone is dropped, nothing cascades.
 */
import { strict as assert } from 'node:assert'
import { test, type TestContext } from 'node:test'
import { pino } from 'pino'
import { HubError } from '../../../src/core/errors.ts'
import { migrate } from '../../../src/db/migrate/migrate.ts'
import { emptyDatabase } from '../../support/database/database.ts'
import { sqlClient } from '../../support/database/sql-client.ts'
import { sqlDirectory } from '../../support/database/sql-directory.ts'

const log = pino({ level: 'silent' })

async function arrange(t: TestContext, files: Record<string, string>) {
  const { url } = await emptyDatabase(t)
  const sql = sqlDirectory(t, {
    'migrations/V1__caixa.sql': 'create table caixa (id bigint primary key, nome text);',
    ...files,
  })
  const db = await sqlClient(t, url)
  return { sql, db, run: () => migrate({ url, sqlDir: sql.path, log }) }
}

const um = (body: string, returns = 'int') =>
  `create or replace function relay.um() returns ${returns} language sql set search_path = '' as $$ ${body} $$;`

test('a routine is applied again when its file changed, and only then', async (t) => {
  const { sql, db, run } = await arrange(t, { 'routines/relay/um.sql': um('select 1') })
  await run()
  assert.equal((await run()).routines, 'unchanged')
  sql.write('routines/relay/um.sql', um('select 2'))
  assert.equal((await run()).routines, 'applied')
  assert.equal(await db.value('select relay.um()'), 2)
})

test('a routine and a view whose files are gone are dropped, and what a DBA made is not', async (t) => {
  const { sql, db, run } = await arrange(t, {
    'routines/relay/um.sql': um('select 1'),
    'routines/relay/dois.sql': um('select 2').replace('relay.um', 'relay.dois'),
    'views/a.sql': 'create or replace view ops.a as select relay.um() as um;',
  })
  await run()
  await db.rows('create view ops.do_dba as select 1 as um')
  sql.remove('routines/relay/um.sql')
  sql.remove('views/a.sql')
  assert.deepEqual((await run()).dropped, ['view ops.a', 'function relay.um()'])
  assert.equal(await db.value('select relay.dois()'), 2)
  assert.equal(await db.value('select um from ops.do_dba'), 1)
})

test('a changed signature replaces the routine: no overload of the old one is left', async (t) => {
  const { sql, db, run } = await arrange(t, { 'routines/relay/um.sql': um('select 1') })
  await run()
  sql.write('routines/relay/um.sql', um('select p_n').replace('um()', 'um(p_n int)'))
  assert.deepEqual((await run()).dropped, ['function relay.um()'])
  assert.equal(await db.value(`select count(*) from pg_proc where proname = 'um'`), '1')
})

test('a return type can change, under a view that uses it as well', async (t) => {
  const { sql, db, run } = await arrange(t, {
    'routines/relay/um.sql': um('select 1'),
    'views/a.sql': 'create or replace view ops.a as select relay.um() as um;',
    'views/b.sql': 'create or replace view ops.b as select um from ops.a;',
  })
  await run()
  sql.write('routines/relay/um.sql', um(`select 'texto'`, 'text'))
  await run()
  assert.equal(await db.value('select um from ops.b'), 'texto')
})

test('a view can lose and reorder columns', async (t) => {
  const { sql, db, run } = await arrange(t, {
    'views/a.sql': 'create or replace view ops.a as select id, nome from hub.caixa;',
    'views/b.sql': 'create or replace view ops.b as select id from ops.a;',
  })
  await run()
  sql.write(
    'views/a.sql',
    'create or replace view ops.a as select nome, 1 as outra, id from hub.caixa;',
  )
  await run()
  assert.deepEqual(
    await db.rows(
      `select attname from pg_attribute where attrelid = 'ops.a'::regclass order by attnum`,
    ),
    [{ attname: 'nome' }, { attname: 'outra' }, { attname: 'id' }],
  )
  assert.deepEqual(await db.rows('select * from ops.b'), [])
})

test('a policy never vanishes with the function it uses: the run is refused, and nothing has changed', async (t) => {
  const { sql, db, run } = await arrange(t, {
    'routines/ops/pode.sql': `
      create or replace function ops.pode(p_id bigint) returns boolean language sql set search_path = '' as 'select true';
      drop policy if exists leitura on hub.caixa;
      create policy leitura on hub.caixa using (ops.pode(id));`,
  })
  await run()
  sql.remove('routines/ops/pode.sql')
  await assert.rejects(run(), (error: unknown) => {
    assert.ok(error instanceof HubError)
    assert.equal(error.code, 'migration_refused')
    assert.match(error.message, /function ops\.pode\(bigint\).*leitura/)
    return true
  })
  assert.equal(await db.value('select count(*) from pg_policies'), '1')
  assert.equal(await db.value('select ops.pode(1)'), true)
})

test('files are applied in whatever order their definitions need', async (t) => {
  const { db, run } = await arrange(t, {
    'routines/ingress/linhas.sql': `
      create or replace function ingress.linhas() returns setof ops.z language sql set search_path = '' as 'select * from ops.z';`,
    'views/a.sql': 'create or replace view ops.a as select * from ops.z;',
    'views/z.sql': 'create or replace view ops.z as select 7 as n;',
  })
  await run()
  assert.equal(await db.value('select n from ingress.linhas()'), 7)
})

test('a body that names a missing object is refused when it is applied, not when it is called', async (t) => {
  const { sql, db, run } = await arrange(t, { 'routines/relay/um.sql': um('select 1') })
  await run()
  sql.write('routines/relay/um.sql', um('select id from hub.caixote'))
  await assert.rejects(run(), /relay\.um\(\).*caixote/)
  assert.equal(await db.value('select relay.um()'), 1)
})

test('a broken file is refused with its name and line, and the routines before it stay as they were', async (t) => {
  const { sql, db, run } = await arrange(t, { 'routines/relay/um.sql': um('select 1') })
  await run()
  sql.write('routines/relay/um.sql', um('select 2'))
  sql.write('routines/relay/zz.sql', '-- ruim\ncreate or replace functoin relay.zz();')
  await assert.rejects(run(), /sql\/routines\/relay\/zz\.sql, linha 2/)
  assert.equal(await db.value('select relay.um()'), 1)
})

test('after a new migration everything is applied again, as it may have taken a view away', async (t) => {
  const { sql, db, run } = await arrange(t, {
    'views/a.sql': 'create or replace view ops.a as select id from hub.caixa;',
  })
  await run()
  sql.write(
    'migrations/V2__id.sql',
    'drop view ops.a; alter table caixa drop column nome, alter column id type int;',
  )
  assert.equal((await run()).routines, 'applied')
  assert.deepEqual(await db.rows('select id from ops.a'), [])
})

test('grants are applied with both roles, and again when their file changes', async (t) => {
  const { sql, db, run } = await arrange(t, {
    'routines/relay/um.sql': um('select 1'),
    'grants.sql': 'revoke all on function relay.um() from public;',
  })
  await run()
  const may = () =>
    db.value(`select has_function_privilege('hub_service', 'relay.um()', 'execute')`)
  assert.equal(await may(), false)
  sql.write('grants.sql', 'grant execute on function relay.um() to hub_service;')
  await run()
  assert.equal(await may(), true)
})

test('a folder of routines that is no schema of the hub is refused', async (t) => {
  const { run } = await arrange(t, { 'routines/relai/um.sql': um('select 1') })
  await assert.rejects(run(), /sql\/routines\/relai\/um\.sql/)
})
