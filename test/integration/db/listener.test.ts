/** The LISTEN connection through loss and return. */
import assert from 'node:assert/strict'
import { Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import { emptyDatabase } from '../../support/database/database.ts'
import { eventually } from '../../support/eventually.ts'
import { type SqlClient, sqlClient } from '../../support/database/sql-client.ts'
import { tcpProxy } from '../../support/database/tcp-proxy.ts'
import { testChannel, testListener } from '../../support/http/test-listener.ts'

const ofListener = `application_name = 'hub-listen' and datname = current_database()`

async function database(t: TestContext): Promise<{ url: string; db: SqlClient }> {
  const { url } = await emptyDatabase(t)
  return { url, db: await sqlClient(t, url) }
}

test('a notification arrives, whatever its payload', async (t) => {
  const { url, db } = await database(t)
  const heard = testListener(t, url)
  await heard.reaches('listening')
  const before = heard.notified
  await db.rows(`notify ${testChannel}`)
  await db.rows(`notify ${testChannel}, 'not {json'`)
  await eventually(() => heard.notified === before + 2, { what: 'both were heard' })
})

test('each connection is tested for whether notifications arrive, and the test wakes nobody', async (t) => {
  const { url, db } = await database(t)
  const others = await tcpProxy(t, url)
  const other = testListener(t, others.url)
  await other.reaches('listening')
  const before = other.notified
  const heard = testListener(t, url)
  await heard.reaches('listening')
  await db.rows(`notify ${testChannel}`)
  await eventually(() => heard.notified === 2, { what: 'the made-up one and the real one' })
  await eventually(() => other.notified > before, { what: 'the other hears it too' })
  assert.equal(other.notified, before + 1, 'of the trial it has made nothing')
  assert.equal(others.accepted, 2, 'one connection listens, the other has sent the trial')
  await eventually(
    async () =>
      (await db.value(`select count(*) from pg_stat_activity where ${ofListener}`)) === '2',
    { what: 'the connections of the trials are gone' },
  )
})

test('a heartbeat wakes nobody', async (t) => {
  const { url, db } = await database(t)
  const heard = testListener(t, url, { heartbeatMs: 5 })
  await heard.reaches('listening')
  const beats = () =>
    db.value<boolean>(
      `select exists (select from pg_stat_activity where ${ofListener} and query like 'NOTIFY%')`,
    )
  await eventually(beats, { what: 'its heart has beaten' })
  assert.equal(heard.notified, 1)
  assert.deepEqual(heard.states, ['listening'])
})

test('after the server ends the connection, the listener reconnects and reports a wake for what it may have missed', async (t) => {
  const { url, db } = await database(t)
  const heard = testListener(t, url)
  await heard.reaches('listening')
  const before = heard.notified
  await db.rows(`select pg_terminate_backend(pid) from pg_stat_activity where ${ofListener}`)
  await eventually(() => heard.notified > before, { what: 'a wake was made up' })
  assert.deepEqual(heard.states, ['listening', 'lost', 'listening'])
  const now = heard.notified
  await db.rows(`notify ${testChannel}`)
  await eventually(() => heard.notified > now, { what: 'it is heard again' })
})

test('a server that can’t be reached at first is tried until it can', async (t) => {
  const { url } = await database(t)
  const wire = await tcpProxy(t, url)
  wire.breakDown()
  const heard = testListener(t, wire.url)
  await eventually(() => wire.refused >= 2, { what: 'it was refused twice' })
  assert.deepEqual(heard.states, [], 'it is lost from the beginning')
  wire.mend()
  await heard.reaches('listening')
  assert.deepEqual(heard.states, ['listening'])
})

test('the connection asks the network after 10 s of silence whether it is still there', async (t) => {
  const { url } = await database(t)
  const keepAlive = t.mock.method(Socket.prototype, 'setKeepAlive')
  const heard = testListener(t, url)
  await heard.reaches('listening')
  const { calls } = keepAlive.mock
  assert.ok(calls.some((call) => call.arguments[0] === true && call.arguments[1] === 10_000))
})

test('stop ends the listener at once, connected or still trying, and may be called again', async (t) => {
  const { url, db } = await database(t)
  const heard = testListener(t, url)
  await heard.reaches('listening')
  await heard.stop()
  await heard.stop()
  await eventually(
    async () =>
      (await db.value(`select count(*) from pg_stat_activity where ${ofListener}`)) === '0',
    { what: 'its connection is gone' },
  )
  const trying = testListener(t, url.replace(/:\d+\//, ':1/'))
  await trying.stop()
  assert.deepEqual(trying.states, [])
})
