/** Events that a wake names: a worker that sleeps steps them by their keys, without a look at the queue. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { createLogger } from '../../../src/core/log.ts'
import { startListener } from '../../../src/db/connect/listener.ts'
import { testDatabase } from '../../support/database/database.ts'
import { type SqlClient, sqlClient } from '../../support/database/sql-client.ts'
import { envelope, openTestIngress } from '../../support/ingress/test-ingress.ts'
import { append, backoff, prepareTenant, readyPayload } from '../../support/relay/engine.ts'
import { eventually } from '../../support/eventually.ts'
import { type TestRelay, testRelay } from '../../support/relay/test-relay.ts'

interface SleepingRelay {
  readonly url: string
  readonly sql: SqlClient
  readonly relay: TestRelay
  /** The names of the steps since it fell asleep: `relay_step_known`, `relay_step`. */
  readonly stepNames: () => string[]
}

/** Its poll is an hour away. */
async function sleepingRelay(t: TestContext, listens = false): Promise<SleepingRelay> {
  const { url } = await testDatabase(t)
  const sql = await sqlClient(t, url)
  await prepareTenant(sql)
  const relay = testRelay(t, url, { listens, settings: { pollMs: 3_600_000 } })
  const queries: { readonly calls: readonly { readonly arguments: unknown[] }[] }[] = []
  relay.pool.on('connect', (client) => queries.push(t.mock.method(client, 'query').mock))
  if (listens) await eventually(() => relay.wakes.includes('notify'), { what: 'it listens' })
  await relay.asleep()
  const names = () =>
    queries
      .flatMap(({ calls }) => calls.map(({ arguments: [query] }) => query as { name?: string }))
      .flatMap(({ name = '' }) => (name.startsWith('relay_step') ? [name] : []))
  let before = 0
  await eventually(
    async () => {
      const idle = await sql.value<boolean>(`select not exists (
        select from pg_stat_activity
        where datname = current_database() and application_name = 'test-relay' and state <> 'idle')`)
      before = names().length
      return idle
    },
    { what: 'its steps have ended' },
  )
  return { url, sql, relay, stepNames: () => names().slice(before) }
}

async function appendOne(sql: SqlClient, externalId: string): Promise<string> {
  const [event] = await append(sql, [{ externalId, payload: readyPayload }])
  return event?.id ?? ''
}

async function until(sql: SqlClient, id: string, status: string): Promise<void> {
  await eventually(
    () => sql.value('select status = $2 from hub.integracao_evento where id = $1', [id, status]),
    { what: `event ${id} is ${status}` },
  )
}

test('an event that a producer of the relay’s process names is stepped at once, and nothing else is looked for', async (t) => {
  const { sql, relay, stepNames } = await sleepingRelay(t)
  const id = await appendOne(sql, 'A')
  const other = await appendOne(sql, 'B')
  relay.poke([id])
  await until(sql, id, 'PROCESSADO')
  assert.deepEqual(stepNames(), ['relay_step_known'])
  assert.deepEqual(
    relay.steps.map(({ claimed, finished, notices }) => ({ claimed, finished, notices })),
    [{ claimed: 1, finished: 1, notices: 1 }],
  )
  relay.poke()
  await until(sql, other, 'PROCESSADO')
})

test('the notification of a single event names it; that of several does not', async (t) => {
  const { sql, stepNames } = await sleepingRelay(t, true)
  await until(sql, await appendOne(sql, 'A'), 'PROCESSADO')
  assert.equal(stepNames().at(-1), 'relay_step_known')
  const events = await append(sql, [{ externalId: 'B' }, { externalId: 'C' }])
  for (const { id } of events) await until(sql, id, 'PROCESSADO')
  assert.equal(stepNames().filter((name) => name === 'relay_step_known').length, 1)
})

test('a named event whose step is lost with its connection is found by an ordinary step', async (t) => {
  const { url, sql, relay } = await sleepingRelay(t)
  const rival = await sqlClient(t, url)
  const id = await appendOne(sql, 'A')
  await rival.rows('begin')
  await rival.rows('lock table hub.pedido in exclusive mode')
  relay.poke([id])
  await eventually(
    () =>
      sql.value(`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = 'test-relay'
          and wait_event_type = 'Lock'`),
    { what: 'the step is ended while it waits' },
  )
  await rival.rows('commit')
  await until(sql, id, 'PROCESSADO')
})

test('a step of named events claims those that wait for it, and no others', async (t) => {
  const { url } = await testDatabase(t)
  const [sql, rival] = [await sqlClient(t, url), await sqlClient(t, url)]
  await prepareTenant(sql)
  const ids: string[] = []
  for (const externalId of ['free', 'locked', 'waiting', 'unnamed'])
    ids.push(await appendOne(sql, externalId))
  const [free, locked, waiting] = ids
  await sql.rows(
    `update hub.integracao_outbox set status = 'AGUARDANDO', motivo = 'RETRY' where id = $1`,
    [waiting],
  )
  await rival.rows('begin')
  await rival.rows('select from hub.integracao_outbox where id = $1 for update', [locked])
  const claimed = await sql.rows(
    'select reivindicados, concluidos from relay.step(10, $1, $2::interval[], p_ids => $3)',
    ['teste', backoff, [free, locked, waiting]],
  )
  assert.deepEqual(claimed, [{ reivindicados: 1, concluidos: 1 }])
  await rival.rows('rollback')
  const left = await sql.rows<{ id: string }>(
    `select id from hub.integracao_outbox where destino = 'PROCESSAR' order by id`,
  )
  assert.deepEqual(
    left.map(({ id }) => id),
    ids.slice(1),
  )
})

test('a step waits for no disk, as its effect and its acknowledgement are lost together; a lease does', async (t) => {
  const { url } = await testDatabase(t)
  const sql = await sqlClient(t, url)
  await prepareTenant(sql)
  await appendOne(sql, 'A')
  await sql.rows('set synchronous_commit = on')
  const waits = async (call: string) => {
    await sql.rows('begin')
    await sql.rows(call)
    const setting = await sql.value<string>(`select current_setting('synchronous_commit')`)
    await sql.rows('commit')
    return setting
  }
  assert.equal(await waits(`select relay.step(10, 'teste', '{30 s}')`), 'off')
  assert.equal(await waits(`select from relay.claim_leased(256, 10, 'teste', '1 min')`), 'on')
})

test('an ingress that has a relay in its process names the events to it, and the database notifies nobody', async (t) => {
  const named: string[][] = []
  const opened = await openTestIngress(t, { onQueued: (ids) => void named.push([...ids]) })
  const heard: (string | undefined)[] = []
  const listener = startListener({
    url: opened.url,
    channel: 'hub_outbox',
    log: createLogger({ level: 'silent' }),
    onNotify: (payload) => void heard.push(payload),
  })
  t.after(() => listener.stop())
  await eventually(() => heard.length === 1, { what: 'it listens' })
  const first = await opened.post(envelope({ externalId: 'A' }))
  const again = await opened.post(envelope({ externalId: 'A' }))
  assert.equal(again.json.status, 'DUPLICADO')
  assert.deepEqual(named, [[first.json.eventoId]])
  // A notification of theirs would have come before this one.
  await append(opened.client, [{ externalId: 'B' }])
  await eventually(() => heard.length > 1, { what: 'another producer notifies' })
  assert.equal(heard.length, 2)
})

test('a step of no events plans most of what a step executes, and writes nothing', async (t) => {
  const { url } = await testDatabase(t)
  const sql = await sqlClient(t, url)
  await prepareTenant(sql)
  const id = await appendOne(sql, 'A')
  const plans = () =>
    sql.value<number>(
      `select count(*)::int from pg_backend_memory_contexts where name = 'CachedPlan'`,
    )
  const stepOf = (ids: readonly string[]) =>
    sql.rows('select concluidos from relay.step(1, $1, $2::interval[], p_ids => $3)', [
      'teste',
      backoff,
      ids,
    ])
  await sql.rows('begin')
  assert.deepEqual(await stepOf([]), [{ concluidos: 0 }])
  assert.equal(await sql.value('select pg_current_xact_id_if_assigned()'), null)
  await sql.rows('commit')
  const beforehand = await plans()
  assert.deepEqual(await stepOf([id]), [{ concluidos: 1 }])
  const all = await plans()
  assert.ok(beforehand >= 0.7 * all, `${beforehand} of ${all} plans were made beforehand`)
})

test('a relay connects its workers before the first event comes', async (t) => {
  const { url } = await testDatabase(t)
  const sql = await sqlClient(t, url)
  testRelay(t, url, { settings: { pollMs: 3_600_000 } })
  await eventually(
    async () =>
      (await sql.value<number>(
        `select count(*)::int from pg_stat_activity
        where datname = current_database() and query like '%p_ids%' and pid <> pg_backend_pid()`,
      )) === 2,
    { what: 'both workers have planned' },
  )
})
