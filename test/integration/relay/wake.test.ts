/** How a relay learns that there is work: by its poll alone if need be; a notification shortens the wait. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { testDatabase } from '../../support/database/database.ts'
import { append, prepareTenant, readyPayload } from '../../support/relay/engine.ts'
import { eventually } from '../../support/eventually.ts'
import { handClock } from '../../support/hand-clock.ts'
import { type SqlClient, sqlClient } from '../../support/database/sql-client.ts'
import { tcpProxy } from '../../support/database/tcp-proxy.ts'
import { type TestRelay, testRelay } from '../../support/relay/test-relay.ts'

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

/** Waits until the relay has handled the notification that the listener makes up after each connection. */
async function listensAndSleeps(relay: TestRelay, sql: SqlClient): Promise<void> {
  await eventually(() => relay.wakes.includes('notify'), { what: 'it listens' })
  await relay.asleep()
  await eventually(
    () =>
      sql.value(`select exists (
        select from pg_stat_activity
        where datname = current_database() and state = 'idle' and query like '%relay.step(%')`),
    { what: 'its step has ended' },
  )
}

test('a NOTIFY wakes a sleeping relay', async (t) => {
  const { url, sql } = await hub(t)
  const relay = testRelay(t, url, { listens: true, settings: { pollMs: anHourMs } })
  await listensAndSleeps(relay, sql)
  assert.equal(await flag(sql), '3', 'it has told the producers its number')
  const before = relay.wakes.length
  await append(sql, [{ externalId: 'A', payload: readyPayload }])
  await done(sql, 'A')
  assert.equal(relay.wakes[before], 'notify')
})

test('a notification wakes the workers of the destination that it names, and no others', async (t) => {
  const { url, sql } = await hub(t)
  let fetchRounds = 0
  const enricher = { round: () => Promise.resolve(++fetchRounds && 0) }
  const settings = { pollMs: anHourMs }
  const relay = testRelay(t, url, { listens: true, settings, enricher })
  const queries: { readonly calls: readonly { readonly arguments: unknown[] }[] }[] = []
  relay.pool.on('connect', (client) => queries.push(t.mock.method(client, 'query').mock))
  const noticeRounds = () => {
    const names = queries.flatMap(({ calls }) => calls.map(({ arguments: [query] }) => query))
    return names.filter((query) => (query as { name?: string }).name === 'notice_claim').length
  }
  await listensAndSleeps(relay, sql)
  const before = { steps: relay.wakes.length, fetches: fetchRounds, notices: noticeRounds() }
  const woken = () => ({
    steps: relay.wakes.slice(before.steps).includes('notify'),
    fetches: fetchRounds - before.fetches,
    notices: noticeRounds() - before.notices,
  })

  await append(sql, [{ externalId: 'F', recurso: '/orders/1' }])
  await eventually(() => woken().fetches === 1, { what: 'the fetch request is looked for' })
  assert.deepEqual(woken(), { steps: false, fetches: 1, notices: 0 })
  await append(sql, [{ externalId: 'A', payload: { ...readyPayload, etiqueta: undefined } }])
  await done(sql, 'A')
  assert.deepEqual(woken(), { steps: true, fetches: 1, notices: 0 })
  await append(sql, [{ externalId: 'B' }, { externalId: 'G', recurso: '/orders/2' }])
  await eventually(() => woken().fetches === 2, { what: 'a mixed batch wakes both' })
  await done(sql, 'B')
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
      (await sql.value(`select count(*) from ops.notificacao where status = 'REGISTRADA'`)) === '3',
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
    () => {
      // Transactions of the server's other databases may keep it from settling at once.
      clock.advance(5)
      return clock.sleeping().find((ms) => ms > anHourMs / 2 && ms <= anHourMs)
    },
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
  assert.equal(await flag(sql), '3')
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
    for each row execute function public.olha()`)
  const relay = testRelay(t, url, { settings: { pollMs: anHourMs, batch: 5, workers: 1 } })
  await relay.asleep()
  await append(
    sql,
    Array.from({ length: 60 }, (_, n) => ({ externalId: `P${n}`, payload: readyPayload })),
  )
  const timesAsleep = () => relay.lines.filter(({ msg }) => msg === 'relay sleeps').length
  const before = timesAsleep()
  relay.poke()
  await done(sql, 'P59')
  await eventually(() => timesAsleep() > before, { what: 'it has fallen asleep anew' })
  const seen = await sql.rows<{ sono: string }>('select sono from public.visto')
  assert.equal(seen[0]?.sono, '3', 'the first steps find the flag as it was')
  assert.equal(seen.at(-1)?.sono, '1', 'the later ones have told')
  assert.equal(await flag(sql), '3')
})

test('an idle relay asks the database once a poll, and not more', async (t) => {
  const { url, sql } = await hub(t)
  const clock = handClock()
  const relay = testRelay(t, url, { clock, settings: { pollMs: 1000, workers: 4 } })
  const queries: { callCount(): number }[] = []
  relay.pool.on('connect', (client) => queries.push(t.mock.method(client, 'query').mock))
  const asked = () => queries.reduce((sum, mock) => sum + mock.callCount(), 0)
  await eventually(
    () =>
      sql.value(`select count(*) = 4 from pg_stat_activity
        where datname = current_database() and state = 'idle' and query like '%p_ids%'`),
    { what: 'its workers have planned' },
  )
  await eventually(
    () => {
      const sleeps = relay.lines.some(({ msg }) => msg === 'relay sleeps')
      if (sleeps && clock.sleeping().includes(1000)) return true
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

test('what a half-open LISTEN connection missed is done as soon as another has been made', async (t) => {
  const { url, sql } = await hub(t)
  const wire = await tcpProxy(t, url)
  const listens = { url: wire.url, heartbeatMs: 1000, answerTimeoutMs: 200 }
  const relay = testRelay(t, url, { listens, settings: { pollMs: anHourMs } })
  const listening = () => relay.lines.filter(({ msg }) => msg === 'listening').length
  await listensAndSleeps(relay, sql)
  const before = relay.wakes.length
  wire.blackhole()
  await append(sql, [{ externalId: 'A', payload: readyPayload }])
  await done(sql, 'A')
  assert.deepEqual([relay.wakes[before], listening()], ['notify', 2])
  await append(sql, [{ externalId: 'B', payload: readyPayload }])
  await done(sql, 'B')
})

test('of several relays that sleep, one wakes for a lonely event', async (t) => {
  const { url, sql } = await hub(t)
  const relays = [1, 2, 3].map(() =>
    testRelay(t, url, { listens: true, settings: { pollMs: anHourMs } }),
  )
  for (const relay of relays) {
    await eventually(() => relay.wakes.includes('notify'), { what: 'it listens' })
    await relay.asleep()
  }
  // Each relay looks for work when it begins to listen. That must be over, or it may find the first event by itself.
  await eventually(
    () =>
      sql.value(`
        select bool_and(state = 'idle' and state_change < clock_timestamp() - interval '300 ms')
        from pg_stat_activity
        where datname = current_database() and application_name = 'test-relay'`),
    { what: 'all have gone quiet' },
  )
  const before = relays.map(({ wakes }) => wakes.length)
  for (const externalId of ['A', 'B', 'C']) {
    await append(sql, [{ externalId, payload: readyPayload }])
    await done(sql, externalId)
  }
  // How often it wakes depends on how soon the next event follows. Which relay wakes does not.
  const woken = relays.map(({ wakes }, n) => wakes.slice(before[n]).length > 0)
  assert.deepEqual(woken.toSorted(), [false, false, true])
})

test('when the relay that was to be woken is gone, another finds the work and is woken from then on', async (t) => {
  const { url, sql } = await hub(t)
  const relay = testRelay(t, url, { settings: { pollMs: 50 } })
  await relay.asleep()
  const mine = await flag(sql)
  await sql.rows(`select relay.fall_asleep(999)`)
  await append(sql, [{ externalId: 'A', payload: readyPayload }])
  await done(sql, 'A')
  await eventually(async () => (await flag(sql)) === mine, { what: 'it is told from now on' })
})
