/** A LISTEN connection that stays open but receives nothing any more, or never did, is found out. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { emptyDatabase } from '../../support/database/database.ts'
import { eventually } from '../../support/eventually.ts'
import { handClock } from '../../support/hand-clock.ts'
import { sqlClient } from '../../support/database/sql-client.ts'
import { type Direction, tcpProxy } from '../../support/database/tcp-proxy.ts'
import { testChannel, testListener } from '../../support/http/test-listener.ts'
import { transactionPooler } from '../../support/database/transaction-pooler.ts'

/** How soon the listener detects silence in these tests. */
const soon = { heartbeatMs: 100, answerTimeoutMs: 200 }

const holes: readonly { readonly name: string; readonly directions: readonly Direction[] }[] = [
  { name: 'in both directions', directions: ['to server', 'to client'] },
  { name: 'towards the server', directions: ['to server'] },
  { name: 'towards the client', directions: ['to client'] },
]

for (const { name, directions } of holes) {
  test(`bytes vanish ${name} while both sockets stay open: another connection is made, and hears`, async (t) => {
    const { url } = await emptyDatabase(t)
    const db = await sqlClient(t, url)
    const wire = await tcpProxy(t, url)
    const heard = testListener(t, wire.url, soon)
    await heard.reaches('listening')
    wire.blackhole({ directions })
    await eventually(() => heard.states.length === 3, { what: 'another connection was made' })
    assert.deepEqual(heard.states, ['listening', 'lost', 'listening'])
    assert.equal(heard.notified, 2, 'a wake was made up for what was missed')
    await db.rows(`notify ${testChannel}`)
    await eventually(() => heard.notified === 3, { what: 'it is heard again' })
  })
}

test('a network that also silences new connections is not taken for a pooler: the listener tries until it works again', async (t) => {
  const { url } = await emptyDatabase(t)
  const wire = await tcpProxy(t, url)
  const heard = testListener(t, wire.url, soon)
  await heard.reaches('listening')
  const before = wire.accepted
  wire.blackhole({ newOnesToo: true })
  await eventually(() => wire.accepted >= before + 2, { what: 'it has tried twice' })
  assert.deepEqual(heard.states, ['listening', 'lost'])
  wire.mend()
  await heard.reaches('listening')
  assert.equal(heard.notified, 2)
})

test('a connection that answers but no longer listens is replaced', async (t) => {
  const { url } = await emptyDatabase(t)
  const query = t.mock.method(pg.Client.prototype, 'query')
  const heard = testListener(t, url, soon)
  await heard.reaches('listening')
  const listens = query.mock.calls.find(({ arguments: [text] }) => /^LISTEN/.test(String(text)))
  await (listens?.this as pg.Client).query('discard all')
  await eventually(() => heard.states.length === 3, { what: 'another connection was made' })
  assert.deepEqual(heard.states, ['listening', 'lost', 'listening'])
  assert.equal(heard.notified, 2)
})

test('behind a transaction pooler the listener says so once, with what to do, and keeps no connection', async (t) => {
  const { url } = await emptyDatabase(t)
  const pooler = await transactionPooler(t, url)
  const wire = await tcpProxy(t, pooler.url)
  const clock = handClock()
  const heard = testListener(t, wire.url, { clock, answerTimeoutMs: 1000, retestMs: 300_000 })
  for (let trial = 1; trial <= 3; trial++) {
    await clock.sleeperOf(1000)
    clock.advance(1000)
    await clock.sleeperOf(300_000)
    await eventually(() => wire.open === 0, { what: 'no connection is left' })
    assert.equal(wire.accepted, trial * 2)
    clock.advance(300_000)
  }
  const warned = heard.lines.filter(({ level }) => level === 'warn')
  assert.equal(warned.length, 1)
  assert.match(warned[0]?.msg ?? '', /notifications do not arrive.*DATABASE_URL.*session-pooled/)
  assert.deepEqual(heard.states, ['poll'])
  assert.equal(heard.notified, 0)
})

test('when notifications arrive again, the next test detects it', async (t) => {
  const { url } = await emptyDatabase(t)
  const pooler = await transactionPooler(t, url)
  const wire = await tcpProxy(t, pooler.url)
  const heard = testListener(t, wire.url, { ...soon, retestMs: 50 })
  await heard.reaches('poll')
  wire.leadTo(url)
  await heard.reaches('listening')
  assert.deepEqual(heard.states, ['poll', 'listening'])
  assert.equal(heard.notified, 1, 'a wake was made up')
})
