/** What hub_service can do with any SQL: it becomes no other role, writes nothing, and sees its session's tenants only. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type pg from 'pg'
import { testDatabase } from '../../support/database/database.ts'
import { append, drain, prepareTenant, readyPayload } from '../../support/relay/engine.ts'
import { serviceUrl } from '../../support/database/service-url.ts'
import { sqlClient } from '../../support/database/sql-client.ts'

async function both(t: TestContext) {
  const { url } = await testDatabase(t)
  return { admin: await sqlClient(t, url), service: await sqlClient(t, serviceUrl(url)) }
}

const tables = `
  select c.oid::regclass::text as nome,
    (select quote_ident(a.attname) from pg_attribute as a
     where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attidentity = '' and a.attgenerated = '' limit 1) as coluna
  from pg_class as c
  where c.relkind in ('r', 'p') and c.relnamespace in (select n.oid from pg_namespace as n where n.nspname !~ '^pg_(toast|temp)')`

test('logged in as hub_service, every write of every table of the database is refused', async (t) => {
  const { admin, service } = await both(t)
  const found = await admin.rows<{ nome: string; coluna: string }>(tables)
  assert.ok(found.length > 90)
  const refused: string[] = []
  for (const { nome, coluna } of found) {
    for (const statement of [
      `insert into ${nome} default values`,
      `update ${nome} set ${coluna} = ${coluna}`,
      `delete from ${nome}`,
      `truncate ${nome} cascade`,
      `alter table ${nome} add column invasora int`,
      `drop table ${nome}`,
      `select from ${nome} for update`,
    ]) {
      const error = await service.rows(statement).then(
        () => undefined,
        (reason: pg.DatabaseError) => reason,
      )
      assert.equal(error?.code, '42501', `${statement}: ${error?.message ?? 'it was done'}`)
      refused.push(statement)
    }
  }
  assert.ok(refused.includes('delete from hub.auditoria'))
})

test('hub_service can become no other role, set no sequence, make no object and read nothing of the server', async (t) => {
  const { admin, service } = await both(t)
  const names = async (query: string) =>
    (await admin.rows<{ nome: string }>(query)).map(({ nome }) => nome)
  const roles = await names(
    `select quote_ident(rolname) as nome from pg_roles where rolname <> 'hub_service'`,
  )
  const sequences = await names(
    `select oid::regclass::text as nome from pg_class where relkind = 'S'`,
  )
  const schemas = await names('select quote_ident(nspname) as nome from pg_namespace')
  const file = `'/etc/passwd'`
  const attempts = [
    ...roles.flatMap((role) => [
      `set role ${role}`,
      `set session authorization ${role}`,
      `grant ${role} to hub_service`,
      `alter role ${role} password 'x'`,
    ]),
    ...sequences.flatMap((name) => [`select setval('${name}', 1)`, `select nextval('${name}')`]),
    ...schemas.flatMap((name) => [
      `create table ${name}.invasora (n int)`,
      `create function ${name}.invasora() returns int language sql as 'select 1'`,
      `create type ${name}.invasora as enum ('x')`,
      `create operator ${name}.=== (function = int4eq, leftarg = int4, rightarg = int4)`,
    ]),
    'create schema invasora',
    'create temp table invasora (n int)',
    'select 1 into temp invasora',
    'create role invasora',
    'alter role hub_service superuser',
    'create extension dblink',
    'alter system set fsync = off',
    `set session_replication_role = replica`,
    `copy (select 1) to program 'true'`,
    `copy (select 1) to '/tmp/invasora'`,
    `select pg_read_file(${file})`,
    `select pg_ls_dir('.')`,
    `select lo_import(${file})`,
    `select lo_create(0)`,
    `select lo_creat(-1)`,
    `select lo_from_bytea(0, 'x')`,
    'select rolpassword from pg_authid',
    'select passwd from pg_shadow',
    'select pg_reload_conf()',
    `select hub_migracao.nada()`,
  ]
  for (const statement of attempts) {
    const error = await service.rows(statement).then(
      () => undefined,
      (reason: pg.DatabaseError) => reason,
    )
    assert.ok(error !== undefined, `${statement}: it was done`)
  }
  assert.deepEqual(
    await service.rows('select current_user::text as agora, session_user::text as de'),
    [{ agora: 'hub_service', de: 'hub_service' }],
  )
  const owned = await admin.rows(`
    select classid::regclass::text, objid from pg_shdepend
    where refclassid = 'pg_authid'::regclass and deptype = 'o'
      and refobjid in (select oid from pg_roles where rolname = 'hub_service' or rolname like 'hub\\_service\\_%')
      and dbid = (select oid from pg_database where datname = current_database())`)
  assert.deepEqual(owned, [], 'it owns nothing')
})

test('a routine that runs as its owner looks names up only where the service can make none', async (t) => {
  const { admin, service } = await both(t)
  const loose = await admin.rows(`
    select p.oid::regprocedure::text
    from pg_proc as p
    where p.prosecdef
      and not coalesce('search_path=pg_catalog, pg_temp' = any (p.proconfig), false)`)
  assert.deepEqual(loose, [])
  // A type and an operator of the caller's, by the names that the routines use.
  for (const shadow of [
    `create domain pg_temp.int8 as pg_catalog.int8 check (value = 0)`,
    `create function pg_temp.now() returns timestamptz language sql as 'select null::timestamptz'`,
    `create operator pg_temp.= (function = int4eq, leftarg = int4, rightarg = int4)`,
    `create view pg_temp.pedido as select 1`,
  ]) {
    await assert.rejects(service.rows(shadow), { code: '42501' }, shadow)
  }
})

test('every table that the service reads, and that has a tenant or is about what has one, shows the session’s tenants alone', async (t) => {
  const { admin, service } = await both(t)
  const open = await admin.rows(`
    select c.relname
    from pg_class as c
    where c.relnamespace = 'hub'::regnamespace
      and c.relkind in ('r', 'p')
      and has_any_column_privilege('hub_service', c.oid, 'select')
      and not (
        c.relrowsecurity and c.relforcerowsecurity
        and exists (select from pg_policy as p where p.polrelid = c.oid and p.polname = 'tenants_da_sessao')
      )
      and (
        c.relname = 'tenant'
        or exists (
          select from pg_attribute as a
          where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attname ~ '(^tenants?$|_id$)'
        )
        or exists (
          select from pg_constraint as k
          join pg_class as r on r.oid = k.confrelid
          where k.conrelid = c.oid and k.contype = 'f' and r.relrowsecurity
        )
      )`)
  assert.deepEqual(open, [])
  const unsafe = await admin.rows(`
    select c.relname from pg_class as c
    where c.relnamespace = 'ops'::regnamespace and c.relkind in ('v', 'm')
      and not coalesce('security_invoker=true' = any (c.reloptions), false)`)
  assert.deepEqual(unsafe, [], 'every view is read with the rights of who asks')

  for (const tenantId of [123, 124]) {
    await prepareTenant(admin, tenantId)
    await admin.rows(`select connectors.save_connector($1, 'ML', $2, null, null, 'x')`, [
      tenantId,
      `app-${tenantId}`,
    ])
    await append(admin, [
      { externalId: 'A', tenantId, payload: readyPayload },
      {
        externalId: 'B',
        tenantId,
        payload: { ...readyPayload, itens: [{ sku: 'SEM-MAPA', quantidade: 1 }] },
      },
    ])
  }
  await drain(admin)
  await admin.rows(`
    insert into hub.conector_disjuntor (conector_id, operacao, estado, mudou_em)
    select id, 'pedidos', 'ABERTO', now() from hub.integracao_conector;
    insert into hub.conector_sincronismo (conector_id, tarefa)
    select id, 'MISSED_FEEDS' from hub.integracao_conector`)
  const covered = await admin.rows<{ nome: string }>(`
    select c.oid::regclass::text as nome from pg_class as c
    where c.relnamespace = 'hub'::regnamespace and c.relrowsecurity
      and has_any_column_privilege('hub_service', c.oid, 'select')`)
  const count = async (nome: string) => {
    const [row] = await service.rows<{ n: string }>(`select count(*) as n from ${nome}`)
    return Number(row?.n)
  }
  const seen: string[] = []
  for (const { nome } of covered) {
    const counts: number[] = []
    for (const tenants of ['', '{123}', '{124}', '*']) {
      await service.rows(`select set_config('hub.tenants', '${tenants}', false)`)
      counts.push(await count(nome))
    }
    const [none = 0, one = 0, other = 0, all = 0] = counts
    const common = nome === 'hub.mapeamento_status' ? none : 0
    assert.equal(none, common, `${nome}: unset`)
    assert.ok(one + other - common <= all, `${nome}: ${counts.join()}`)
    if (one > common && other > common) seen.push(nome)
  }
  for (const nome of [
    'hub.conector_disjuntor',
    'hub.conector_sincronismo',
    'hub.integracao_aplicacao',
    'hub.pedido_item',
    'hub.pendencia_evento',
    'hub.pedido',
    'hub.auditoria',
  ]) {
    assert.ok(seen.includes(nome), `${nome}: each tenant sees its own`)
  }
})

test('the impact of a mapping for every store counts only the caller’s stores', async (t) => {
  const { admin } = await both(t)
  const ids: string[] = []
  for (const tenantId of [123, 124]) {
    await prepareTenant(admin, tenantId)
    ids.push(
      await admin.value<string>(
        `insert into hub.pendencia_mapeamento (tenant_id, canal, tipo, chave) values ($1, 'ML', 'STATUS', 'novo') returning id`,
        [tenantId],
      ),
    )
  }
  const of = (tenants: string | null) =>
    admin.value<string[]>(`select processing.pendencias_of(null, 'ML', 'STATUS', '{novo}', $1)`, [
      tenants,
    ])
  assert.deepEqual(await of('{124}'), [ids[1]])
  assert.deepEqual((await of(null)).sort(), [...ids].sort())
})
