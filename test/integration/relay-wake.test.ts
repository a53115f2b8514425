/** How a relay learns that there is work: a notification shortens the wait, the poll is the truth. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { testDatabase } from '../support/database.ts'
import { append, prepareTenant, readyPayload } from '../support/engine.ts'
import { eventually } from '../support/eventually.ts'
import { handClock } from '../support/hand-clock.ts'
import { type SqlClient, sqlClient } from '../support/sql-client.ts'
import { testRelay } from '../support/test-relay.ts'

const anHourMs = 3_600_000

async function hub(t: TestContext): Promise<{ url: string; sql: SqlClient }> {
  const { url } = await testDatabase(t)
  const sql = await sqlClient(t, url)
  await prepareTenant(sql)
  return { url, sql }
}

const flag = (sql: SqlClient) =>
  sql.value<string>(`select pg_sequence_last_value('hub.relay_sono'::regclass)`)

async function done(sql: SqlClient, externalId: string): Promise<void> {
  await eventually(
    () =>
      sql.value(
        `select exists (
          select from hub.integracao_evento where external_id = $1 and status = 'PROCESSADO')`,
        [externalId],
      ),
    { what: `${externalId} is done` },
  )
}

test('a NOTIFY wakes a sleeping relay', async (t) => {
  const { url, sql } = await hub(t)
  const relay = testRelay(t, url, { listens: true, settings: { pollMs: anHourMs } })
  await eventually(() => relay.lines.some(({ msg }) => msg === 'listening'), { what: 'it listens' })
  await relay.asleep()
  assert.equal(await flag(sql), '2', 'it has told the producers')
  const before = relay.wakes.length
  await append(sql, [{ externalId: 'A', payload: readyPayload }])
  await done(sql, 'A')
  assert.equal(relay.wakes[before], 'notify')
})

test('a poke wakes a sleeping relay', async (t) => {
  const { url, sql } = await hub(t)
  const relay = testRelay(t, url, { settings: { pollMs: anHourMs } })
  await relay.asleep()
  await append(sql, [{ externalId: 'A', payload: readyPayload }])
  relay.poke()
  await done(sql, 'A')
  assert.deepEqual(relay.wakes, ['poke'])
})

test('everything works with LISTEN dead, by the poll', async (t) => {
  const { url, sql } = await hub(t)
  const relay = testRelay(t, url, { settings: { pollMs: 25 } })
  for (const externalId of ['A', 'B', 'C']) {
    await relay.asleep()
    await append(sql, [{ externalId, payload: readyPayload }])
    await done(sql, externalId)
  }
  assert.ok(relay.wakes.includes('poll'))
  assert.ok(!relay.wakes.includes('notify'))
  await eventually(
    async () =>
      (await sql.value(`select count(*) from ops.notificacao where status = 'ENVIADA'`)) === '3',
    { what: 'the notices went out as well' },
  )
})

test('a retry is looked for when it is due, not a poll later', async (t) => {
  const { url, sql } = await hub(t)
  const clock = handClock()
  await append(sql, [{ externalId: 'A', payload: readyPayload }])
  await sql.rows(`update hub.integracao_outbox
    set status = 'AGUARDANDO', motivo = 'RETRY', proxima_tentativa_em = clock_timestamp() + interval '1 h'`)
  testRelay(t, url, { clock, settings: { pollMs: 10 * anHourMs } })
  const dueMs = await eventually(
    () => clock.sleeping().find((ms) => ms > anHourMs / 2 && ms <= anHourMs),
    { what: 'the poll is timed for the retry' },
  )
  await sql.rows('update hub.integracao_outbox set proxima_tentativa_em = clock_timestamp()')
  clock.advance(dueMs)
  await done(sql, 'A')
})

test('a producer that saw the relay awake, and commits once it sleeps, is found', async (t) => {
  const { url, sql } = await hub(t)
  const clock = handClock()
  const producer = await sqlClient(t, url)
  await sql.rows('select relay.stay_awake()')
  await producer.rows('begin')
  await append(producer, [{ externalId: 'A', payload: readyPayload }])
  assert.equal(await flag(sql), '1', 'so the producer will not notify')

  const relay = testRelay(t, url, { clock, settings: { pollMs: anHourMs } })
  await clock.sleeperOf(5)
  assert.equal(await flag(sql), '2')
  clock.advance(5)
  await clock.sleeperOf(10)
  assert.deepEqual(relay.wakes, [], 'there is nothing to see yet')
  await producer.rows('commit')
  clock.advance(10)
  await done(sql, 'A')
  assert.deepEqual(relay.wakes, ['poll'])
})

test('past 250 ms the relay sleeps, and the poll finds what a longer transaction brings', async (t) => {
  const { url, sql } = await hub(t)
  const clock = handClock()
  const producer = await sqlClient(t, url)
  await sql.rows('select relay.stay_awake()')
  await producer.rows('begin')
  await append(producer, [{ externalId: 'A', payload: readyPayload }])
  const relay = testRelay(t, url, { clock, settings: { pollMs: anHourMs } })
  for (const pauseMs of [5, 10, 20, 40, 80, 95]) {
    await clock.sleeperOf(pauseMs)
    clock.advance(pauseMs)
  }
  await relay.asleep()
  await clock.sleeperOf(anHourMs)
  await producer.rows('commit')
  clock.advance(anHourMs)
  await done(sql, 'A')
})

test('under load the relay tells producers that it is awake, and sleeps again after', async (t) => {
  const { url, sql } = await hub(t)
  await sql.rows(`
    create table public.visto (sono bigint);
    create function public.olha() returns trigger language plpgsql security definer as $$ begin
      insert into public.visto values (pg_sequence_last_value('hub.relay_sono'::regclass));
      return null;
    end $$;
    create trigger olha after insert on hub.pedido
    for each statement execute function public.olha()`)
  const relay = testRelay(t, url, { settings: { pollMs: anHourMs, batch: 5, workers: 1 } })
  await relay.asleep()
  await append(
    sql,
    Array.from({ length: 60 }, (_, n) => ({ externalId: `P${n}`, payload: readyPayload })),
  )
  const naps = () => relay.lines.filter(({ msg }) => msg === 'relay sleeps').length
  const before = naps()
  relay.poke()
  await done(sql, 'P59')
  await eventually(() => naps() > before, { what: 'it has fallen asleep anew' })
  const seen = await sql.rows<{ sono: string }>('select sono from public.visto')
  assert.equal(seen[0]?.sono, '2', 'the first steps find the flag as it was')
  assert.equal(seen.at(-1)?.sono, '1', 'the later ones have told')
  assert.equal(await flag(sql), '2')
})

test('an idle relay asks the database once a poll, and not more', async (t) => {
  const { url } = await hub(t)
  const clock = handClock()
  const relay = testRelay(t, url, { clock, settings: { pollMs: 1000, workers: 4 } })
  const queries: { callCount(): number }[] = []
  relay.pool.on('connect', (client) => queries.push(t.mock.method(client, 'query').mock))
  const asked = () => queries.reduce((sum, mock) => sum + mock.callCount(), 0)
  await eventually(
    () => {
      if (clock.sleeping().includes(1000)) return true
      clock.advance(5)
      return false
    },
    { what: 'it sleeps' },
  )
  const before = asked()
  assert.ok(before > 0)
  for (let second = 0; second < 10; second++) {
    clock.advance(1000)
    await clock.sleeperOf(1000)
  }
  assert.equal(asked() - before, 10)
})
