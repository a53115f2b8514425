/** A relay that is stopped finishes its step, hands back what it has not started, and leaves nothing to expire. */
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import { parseDriver } from '../../../src/notifications/parse-driver.ts'
import { testDatabase } from '../../support/database/database.ts'
import { append, prepareTenant, readyPayload } from '../../support/relay/engine.ts'
import { eventually } from '../../support/eventually.ts'
import { type SqlClient, sqlClient } from '../../support/database/sql-client.ts'
import { testRelay } from '../../support/relay/test-relay.ts'

async function hub(t: TestContext): Promise<{ url: string; sql: SqlClient }> {
  const { url } = await testDatabase(t)
  const sql = await sqlClient(t, url)
  await prepareTenant(sql)
  return { url, sql }
}

const orders = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ externalId: `P${n}`, payload: readyPayload }))

const count = (sql: SqlClient, where: string) =>
  sql.value<number>(`select count(*)::int from ${where}`)

test('stopping under load leaves no row EM_ANDAMENTO and loses none', async (t) => {
  const { url, sql } = await hub(t)
  await append(sql, orders(600))
  const first = testRelay(t, url, { settings: { batch: 20 } })
  await eventually(() => first.steps.length >= 3, { what: 'it is at work' })
  await first.stop()
  assert.equal(await count(sql, `hub.integracao_outbox where status = 'EM_ANDAMENTO'`), 0)
  const left = await count(sql, `hub.integracao_outbox where destino = 'PROCESSAR'`)
  const done = await count(sql, `hub.integracao_evento where status = 'PROCESSADO'`)
  assert.equal(left + done, 600)
  assert.ok(left > 0, 'it did not finish first')
  assert.equal(
    first.lines.find(({ msg }) => msg === 'step failed'),
    undefined,
  )
  assert.equal(
    await count(
      sql,
      `pg_stat_activity where datname = current_database() and application_name = 'test-relay'
        and state <> 'idle'`,
    ),
    0,
  )
  const reported = first.steps.reduce((sum, { finished }) => sum + finished, 0)
  assert.equal(reported, done, 'the step under way was finished and reported')

  testRelay(t, url)
  await eventually(async () => (await count(sql, 'hub.integracao_outbox')) === 0, {
    what: 'the next relay does the rest',
  })
  assert.equal(await count(sql, 'hub.aviso_local'), 600, 'and every notice went out')
})

test('stopping finishes the calls under way and hands back the notices not started', async (t) => {
  const { url, sql } = await hub(t)
  const received: string[] = []
  let letGo: () => void = () => {}
  const held = new Promise<void>((resolve) => (letGo = resolve))
  const gateway = createServer((request, response) => {
    received.push(String(request.headers['idempotency-key']))
    request.resume()
    void held.then(() => response.end('{}'))
  })
  await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve))
  t.after(() => gateway.close())
  const driver = parseDriver(`http://127.0.0.1:${(gateway.address() as AddressInfo).port}/`)

  await append(sql, orders(30))
  const first = testRelay(t, url, { driver })
  await eventually(
    async () => received.length === 8 && (await count(sql, 'hub.notificacao')) === 30,
    { what: 'eight calls are under way, and every order has its notice' },
  )
  assert.ok((await count(sql, `hub.integracao_outbox where status = 'EM_ANDAMENTO'`)) > 8)
  const stopped = first.stop()
  letGo()
  await stopped
  assert.equal(await count(sql, `hub.integracao_outbox where status = 'EM_ANDAMENTO'`), 0)
  assert.equal(await count(sql, `hub.notificacao where status = 'ENVIADA'`), 8)
  assert.equal(await count(sql, `hub.notificacao where status = 'PENDENTE'`), 22)

  testRelay(t, url, { driver })
  await eventually(
    async () => (await count(sql, `hub.notificacao where status = 'ENVIADA'`)) === 30,
    { what: 'the others are sent by the next relay' },
  )
  assert.equal(new Set(received).size, 30)
  assert.equal(received.length, 30, 'each was sent once')
})

test('stopping twice is stopping once, and a relay that cannot finish stops at its deadline', async (t) => {
  const { url, sql } = await hub(t)
  const holder = await sqlClient(t, url)
  await holder.rows(`begin; select pg_advisory_xact_lock(1752524288, 1)`)
  const late = sqlClient(t, url).then((producer) => append(producer, orders(1), 30_000))
  const relay = testRelay(t, url, { settings: { stopDeadlineMs: 200, lockTimeoutMs: 30_000 } })
  relay.poke()
  await eventually(
    () =>
      sql.value(`select exists (select from pg_locks as l join pg_stat_activity as a using (pid)
        where not l.granted and a.application_name = 'test-relay' and a.datname = current_database())`),
    { what: 'a step waits' },
  )
  const first = relay.stop()
  assert.equal(relay.stop(), first)
  await first
  assert.ok(relay.lines.some(({ msg }) => msg === 'relay stopped before its work was done'))
  await holder.rows('rollback')
  await late
  assert.equal(await count(sql, `hub.integracao_outbox where status = 'PENDENTE'`), 1)
})

test('a relay that stops tells producers to notify those that are left', async (t) => {
  const { url, sql } = await hub(t)
  await append(sql, orders(100))
  const relay = testRelay(t, url, { settings: { batch: 5, workers: 1 } })
  await eventually(() => relay.steps.length >= 4, { what: 'it is awake' })
  await relay.stop()
  assert.equal(await sql.value(`select pg_sequence_last_value('hub.relay_sono'::regclass)`), '2')
})
