/**
 * Ready means that an append would succeed. The tests ask /readyz of one hub while its database fails in one way after
 * another.
 */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { testDatabase } from '../../support/database/database.ts'
import { eventually } from '../../support/eventually.ts'
import { startInProcess } from '../../support/process/in-process.ts'
import { eventuallyReady, eventuallyUnready } from '../../support/http/readiness.ts'
import { type SqlClient, sqlClient } from '../../support/database/sql-client.ts'
import { makeTenant } from '../../support/tenant.ts'
import { envelope, webhookHeaders } from '../../support/ingress/test-ingress.ts'

async function openHub(t: TestContext) {
  const { url, adminUrl, name } = await testDatabase(t)
  const client = await sqlClient(t, url)
  const admin = await sqlClient(t, adminUrl)
  const { service, logged } = await startInProcess(t, { DATABASE_URL: url })
  const tenant = await makeTenant(client, service.secrets)
  let sent = 0
  return {
    ...service,
    admin,
    client,
    logged,
    name,
    url,
    /**
     * Ends every connection of the hub, as a failover does; also one that is just being opened, and therefore has the
     * settings of before.
     */
    throwOut: async () => {
      const [now] = await admin.rows<{ at: string }>('select clock_timestamp()::text as at')
      const endOlder = () =>
        admin.rows(
          `select pg_terminate_backend(a.pid)
          from pg_stat_activity as a
          where a.datname = $1
            and a.backend_start <= $2::timestamptz
            and (a.application_name like 'hub-%' or coalesce(a.state, 'starting') = 'starting')`,
          [name, now?.at],
        )
      await eventually(async () => (await endOlder()).length === 0, { what: 'all are gone' })
    },
    webhook: async (): Promise<number> => {
      const body = new TextEncoder().encode(
        JSON.stringify(envelope({ externalId: `ORD-${sent++}` })),
      )
      const headers = webhookHeaders(body, tenant)
      const address = `${service.publicUrl}/api/integracoes/ml/webhook`
      return (await fetch(address, { method: 'POST', body, headers })).status
    },
  }
}

test('a hub is ready as long as it can store, and says in one word why it can not', async (t) => {
  const hub = await openHub(t)
  const { internalUrl, admin, client, name, url, throwOut, webhook } = hub
  await eventuallyReady(internalUrl)

  await t.test('a database that takes no writes, as a standby after a failover', async () => {
    await admin.rows(`alter database ${name} set default_transaction_read_only = on`)
    await throwOut()
    await eventuallyUnready(internalUrl, 'somente_leitura')
    assert.equal((await fetch(`${internalUrl}/livez`)).status, 200)
    assert.equal(await webhook(), 503)
    await admin.rows(`alter database ${name} reset default_transaction_read_only`)
    await throwOut()
    await eventuallyReady(internalUrl)
    assert.equal(await webhook(), 202)
  })

  await t.test('a table that another session has locked', async () => {
    const holder = await sqlClient(t, url)
    await holder.rows('begin; lock table hub.integracao_evento in share mode')
    await eventuallyUnready(internalUrl, 'tabela_travada')
    await holder.rows('rollback')
    await eventuallyReady(internalUrl)
  })

  await t.test('a database that is away', async () => {
    await client.end()
    await admin.rows(`alter database ${name} with allow_connections false`)
    await throwOut()
    await eventuallyUnready(internalUrl, 'banco')
    await admin.rows(`alter database ${name} with allow_connections true`)
    await eventuallyReady(internalUrl)
  })

  await t.test('every second append fails, although the probe succeeds', async () => {
    const again = await sqlClient(t, url)
    await again.rows(`
      create function public.estragado() returns trigger language plpgsql as $$
      begin
        raise exception 'estragado' using errcode = 'XX002';
      end $$;
      create trigger estragado before insert on hub.integracao_evento
      for each row when (new.id % 2 = 0) execute function public.estragado()`)
    const answers = await Promise.all(Array.from({ length: 12 }, () => webhook()))
    assert.ok(answers.includes(503) && answers.includes(202), answers.join(' '))
    await eventuallyUnready(internalUrl, 'gravacoes_recentes')
    await again.rows('drop trigger estragado on hub.integracao_evento')
    await eventuallyReady(internalUrl, 15_000)
  })

  await t.test('a panel without free connections takes none from the probe', async () => {
    const holder = await sqlClient(t, url)
    await holder.rows('begin; lock table hub.operador_sessao in access exclusive mode')
    const cookie = `__Host-hub_sessao=${'a'.repeat(43)}`
    const waiting = Array.from({ length: 40 }, () =>
      fetch(internalUrl, { headers: { cookie }, redirect: 'manual' }),
    )
    const blocked = `select count(*)::int from pg_stat_activity where datname = '${name}' and wait_event_type = 'Lock'`
    await eventually(async () => (await admin.value<number>(blocked)) >= 5, {
      what: 'the pool is starved',
    })
    for (let n = 0; n < 3; n++) {
      assert.equal((await fetch(`${internalUrl}/readyz`)).status, 200)
    }
    await holder.rows('rollback')
    await Promise.all(waiting)
  })
})

test('a probe needs every lock that an append needs, leaves no event, and keeps its own table small', async (t) => {
  const { url } = await testDatabase(t)
  const client = await sqlClient(t, url)
  const locks = async (act: string) => {
    await client.rows(`begin; ${act}`)
    const held = await client.rows<{ held: string }>(`
      select distinct coalesce(l.relation::regclass::text, 'advisory ' || l.objid) || ' ' || l.mode as held
      from pg_locks as l
      left join pg_class as c on c.oid = l.relation
      where l.pid = pg_backend_pid()
        and (l.locktype = 'advisory' or (c.relkind = 'r' and c.relnamespace = 'hub'::regnamespace))`)
    await client.rows('rollback')
    return held.map((row) => row.held)
  }
  const event = { ...envelope(), origem: 'WEBHOOK', ignorar: false, conferencia: 'HMAC' }
  const append = `select ingress.append_events('${JSON.stringify([event])}'::json)`
  const keys = `select ingress.connector_keys(123, 'ML')`
  const needed = [...(await locks(append)), ...(await locks(keys))]
  assert.ok(needed.length >= 5, needed.join())
  const probed = new Set(await locks('select ingress.probe_append()'))
  // The weaker lock conflicts with nothing for which the stronger one would not wait.
  const isProbed = (lock: string) =>
    probed.has(lock) || probed.has(lock.replace('AccessShareLock', 'RowExclusiveLock'))
  assert.deepEqual(
    needed.filter((lock) => !isProbed(lock)),
    [],
  )
  await probeOften(client, 300)
  assert.equal(await client.value('select count(*)::int from hub.integracao_evento'), 0)
  const pages = `select (pg_relation_size('hub.sonda_gravacao') / 8192)::int`
  assert.ok((await client.value<number>(pages)) <= 130)
  await client.rows('truncate hub.sonda_gravacao')
  await probeOften(client, 20)
  assert.equal(await client.value(pages), 20, 'each takes a page of its own from the disk')
})

test('a table of probes that a backup reads is emptied later, and fails no probe', async (t) => {
  const { url } = await testDatabase(t)
  const client = await sqlClient(t, url)
  const backup = await sqlClient(t, url)
  await backup.rows('begin; lock table hub.sonda_gravacao in access share mode')
  await probeOften(client, 150)
  await backup.rows('rollback')
  await probeOften(client, 1)
  assert.equal(await client.value('select count(*)::int from hub.sonda_gravacao'), 1)
})

/** Each call is a transaction of its own, as a probe is. */
async function probeOften(client: SqlClient, times: number): Promise<void> {
  await client.rows(`
    do $$ begin
      for n in 1..${times} loop
        perform ingress.probe_append();
        commit;
      end loop;
    end $$`)
}
