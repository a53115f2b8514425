/** The relay loses connections, steps and the server, but no event and no effect. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { testDatabase } from '../../support/database/database.ts'
import { append, prepareTenant, readyPayload } from '../../support/relay/engine.ts'
import { eventually } from '../../support/eventually.ts'
import { type SqlClient, sqlClient } from '../../support/database/sql-client.ts'
import { tcpProxy } from '../../support/database/tcp-proxy.ts'
import { testRelay } from '../../support/relay/test-relay.ts'

async function hub(t: TestContext): Promise<{ url: string; sql: SqlClient }> {
  const { url } = await testDatabase(t)
  const sql = await sqlClient(t, url)
  await prepareTenant(sql)
  return { url, sql }
}

/** A transaction that writes the order DEVAGAR waits until this session releases its lock. */
async function slowOrder(t: TestContext, sql: SqlClient, url: string): Promise<SqlClient> {
  await sql.rows(`
    create function public.espera() returns trigger language plpgsql as $$
    begin perform pg_advisory_xact_lock(7); return new; end $$;
    create trigger espera before insert or update on hub.pedido
    for each row when (new.external_id = 'DEVAGAR') execute function public.espera()`)
  const holder = await sqlClient(t, url)
  await holder.rows('select pg_advisory_lock(7)')
  return holder
}

/** Resolves to the process that runs the slow order, once it waits. */
async function stuckBackend(sql: SqlClient): Promise<number> {
  return eventually(
    async () =>
      (
        await sql.rows<{ pid: number }>(
          `select l.pid from pg_locks as l join pg_stat_activity as a on a.pid = l.pid
          where l.locktype = 'advisory' and not l.granted and l.objid = 7
            and a.datname = current_database()`,
        )
      )[0]?.pid,
    { what: 'a step waits' },
  )
}

async function allDone(sql: SqlClient, count: number): Promise<void> {
  await eventually(
    async () =>
      (await sql.value(
        `select count(*) from hub.integracao_evento where status = 'PROCESSADO'`,
      )) === String(count),
    { what: `${count} events are done` },
  )
}

const orders = (count: number, prefix = 'P') =>
  Array.from({ length: count }, (_, n) => ({ externalId: `${prefix}${n}`, payload: readyPayload }))

const patient = { lockTimeoutMs: 30_000 }

test('57P01: a step that is killed is repeated, and its effect is there once', async (t) => {
  const { url, sql } = await hub(t)
  const holder = await slowOrder(t, sql, url)
  await append(sql, [...orders(20), { externalId: 'DEVAGAR', payload: readyPayload }])
  testRelay(t, url, { settings: { ...patient, workers: 1 } })
  const pid = await stuckBackend(sql)
  assert.equal(await sql.value('select count(*) from hub.pedido'), '0', 'nothing is done yet')
  await sql.rows('select pg_terminate_backend($1)', [pid])
  await holder.rows('select pg_advisory_unlock(7)')
  await allDone(sql, 21)
  assert.deepEqual(await sql.rows('select * from ops.tentativa'), [], 'no attempt was spent')
  assert.equal(await sql.value('select count(*) from hub.pedido'), '21')
  assert.equal(await sql.value('select count(*) from hub.notificacao'), '21')
})

test('a row whose connection ends without a word each time is charged alone, once', async (t) => {
  const { url, sql } = await hub(t)
  const wire = await tcpProxy(t, url)
  const holder = await slowOrder(t, sql, url)
  const [slow] = await append(sql, [{ externalId: 'DEVAGAR', payload: readyPayload }, ...orders(3)])
  const relay = testRelay(t, wire.url, { settings: { ...patient, batch: 4, workers: 1 } })
  for (let death = 1; death <= 3; death++) {
    const pid = await stuckBackend(sql)
    wire.cut()
    await sql.rows('select pg_terminate_backend($1)', [pid])
    await eventually(
      () => sql.value(`select not exists (select from pg_stat_activity where pid = ${pid})`),
      { what: 'its backend is gone' },
    )
  }
  await allDone(sql, 3)
  await holder.rows('select pg_advisory_unlock(7)')
  assert.deepEqual(await sql.rows('select evento_id, resultado, sqlstate from ops.tentativa'), [
    { evento_id: slow!.id, resultado: 'ERRO', sqlstate: null },
  ])
  const died = relay.lines.find(({ msg }) => msg === 'quarantined event failed')
  assert.deepEqual([died?.['eventId'], died?.['status']], [slow!.id, 'AGUARDANDO'])
  await sql.rows('update hub.integracao_outbox set proxima_tentativa_em = now()')
  await allDone(sql, 4)
  await relay.stop()
})

test('a step whose connection is lost, and that commits all the same, is not applied twice', async (t) => {
  const { url, sql } = await hub(t)
  const wire = await tcpProxy(t, url)
  const holder = await slowOrder(t, sql, url)
  await append(sql, [{ externalId: 'DEVAGAR', payload: readyPayload }, ...orders(3)])
  const relay = testRelay(t, wire.url, { settings: patient })
  await stuckBackend(sql)
  wire.cut()
  await holder.rows('select pg_advisory_unlock(7)')
  await allDone(sql, 4)
  assert.equal(await sql.value('select count(*) from hub.notificacao'), '4')
  assert.deepEqual(await sql.rows('select * from ops.tentativa'), [])
  await relay.stop()
})

test('the relay goes on when PostgreSQL ends all its connections', async (t) => {
  const { url, sql } = await hub(t)
  testRelay(t, url, { listens: true })
  for (let round = 1; round <= 3; round++) {
    await append(sql, orders(5, `A${round}-`))
    await sql.rows(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`)
    await append(sql, orders(5, `B${round}-`))
    await allDone(sql, round * 10)
  }
  assert.equal(await sql.value('select count(*) from hub.notificacao'), '30')
})

test('the relay waits for a server that is away, and takes up its whole batch when it is back', async (t) => {
  const { url, sql } = await hub(t)
  const wire = await tcpProxy(t, url)
  const relay = testRelay(t, wire.url, { settings: { batch: 50 } })
  await relay.asleep()
  wire.breakDown()
  await append(sql, orders(50))
  relay.poke()
  for (const msg of ['relay poll failed', 'step failed']) {
    await eventually(() => relay.lines.filter((line) => line.msg === msg).length >= 3, {
      what: `${msg}, again and again`,
    })
  }
  wire.mend()
  await allDone(sql, 50)
  const first = await eventually(() => relay.steps[0], { what: 'the step is reported' })
  assert.equal(first.claimed, 50)
  await eventually(() => relay.lines.some(({ msg }) => msg === 'relay poll recovered'), {
    what: 'the poll goes on as well',
  })
  await relay.stop()
})
