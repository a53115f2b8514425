/** With the database away the sender is told to come again, and nothing is lost or half stored. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { eventually } from '../support/eventually.ts'
import { sqlClient } from '../support/sql-client.ts'
import { envelope, openTestDoor, type Answered, type TestDoor } from '../support/test-door.ts'

const throwOut = `
  select pg_terminate_backend(a.pid)
  from pg_stat_activity as a
  where a.application_name = 'door' and a.datname = current_database()`

/** The database takes no new connections, and the door has lost its own. */
async function closeDatabase(
  t: TestContext,
  { client, url }: TestDoor,
): Promise<() => Promise<unknown>> {
  const maintenance = new URL(url)
  const name = maintenance.pathname.slice(1)
  maintenance.pathname = '/postgres'
  const admin = await sqlClient(t, maintenance.href)
  await admin.rows(`alter database ${name} with allow_connections false`)
  await client.rows(throwOut)
  return () => admin.rows(`alter database ${name} with allow_connections true`)
}

function assertComeAgain({ status, headers, json }: Answered): void {
  assert.equal(status, 503)
  assert.equal(json.codigo, 'indisponivel')
  assert.equal(headers.get('content-type'), 'application/problem+json')
  assert.match(headers.get('retry-after') ?? '', /^\d+$/)
}

test('with the database away every sender is answered 503 with Retry-After, and nothing is lost', async (t) => {
  const opened = await openTestDoor(t)
  const { post, client } = opened
  assert.equal((await post(envelope({ externalId: 'antes' }))).status, 202)
  const reopen = await closeDatabase(t, opened)
  assertComeAgain(await post(envelope()))
  assertComeAgain(await post({ eventos: [envelope(), envelope({ versao: 2 })] }))
  assertComeAgain(await post(envelope({ tenantId: 999 }), { tenantId: 999 }))
  await reopen()
  const again = await post(envelope())
  assert.deepEqual([again.status, again.json.status], [202, 'RECEBIDO'])
  assert.equal(await client.value('select count(*)::int from hub.integracao_evento'), 2)
  assert.equal(await client.value('select count(*)::int from hub.integracao_outbox'), 2)
})

test('a refusal needs no database, and is counted once there is one again', async (t) => {
  const opened = await openTestDoor(t)
  const { post, client, door } = opened
  await post(envelope())
  const reopen = await closeDatabase(t, opened)
  assert.equal((await post(envelope(), { secret: 'outro' })).status, 401)
  assert.equal((await post('{')).status, 400)
  await eventually(() => opened.logged.some((line) => line.includes('refusals not counted yet')), {
    what: 'counting was tried in vain',
  })
  await reopen()
  await door.stop()
  assert.deepEqual(
    await client.rows(
      'select causa, sum(total)::int as total from hub.integracao_recusa group by 1 order by 1',
    ),
    [
      { causa: 'ASSINATURA_INVALIDA', total: 1 },
      { causa: 'JSON_INVALIDO', total: 1 },
    ],
  )
})

test('a connection lost in the middle of an append leaves nothing, and the event may come again', async (t) => {
  const { post, client, url } = await openTestDoor(t)
  const holder = await sqlClient(t, url)
  await post(envelope({ externalId: 'antes' }))
  await holder.rows('begin')
  await holder.rows('select relay.take_release_lock()')
  const asked = post({ eventos: [envelope(), envelope({ versao: 2 })] })
  await eventually(
    () =>
      client.value<boolean>(
        `select exists (select from pg_stat_activity where application_name = 'door' and wait_event_type = 'Lock'
          and datname = current_database())`,
      ),
    { what: 'the append waits' },
  )
  await client.rows(throwOut)
  assertComeAgain(await asked)
  await holder.rows('commit')
  assert.equal(await client.value('select count(*)::int from hub.integracao_evento'), 1)
  assert.equal((await post(envelope())).json.status, 'RECEBIDO')
})

test('a cancelled append is answered 503, and is not tried event by event', async (t) => {
  const { post, client, url, logged } = await openTestDoor(t)
  const holder = await sqlClient(t, url)
  await post(envelope({ externalId: 'antes' }))
  await holder.rows('begin')
  await holder.rows('select relay.take_release_lock()')
  const asked = post({ eventos: Array.from({ length: 50 }, (_, n) => envelope({ versao: n })) })
  const pid = await eventually(
    () =>
      client.value<number>(
        `select min(pid) from pg_stat_activity where application_name = 'door' and wait_event_type = 'Lock'
          and datname = current_database()`,
      ),
    { what: 'the append waits' },
  )
  await client.rows('select pg_cancel_backend($1)', [pid])
  assertComeAgain(await asked)
  assert.equal(logged.filter((line) => line.includes('events not stored')).length, 1)
  await holder.rows('commit')
})
