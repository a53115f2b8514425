/** The LISTEN connection through loss and return. */
import { strict as assert } from 'node:assert'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import { pino } from 'pino'
import { type ListenerOptions, startListener } from '../../src/db/listener.ts'
import { createPool } from '../../src/db/pool.ts'
import { emptyDatabase } from '../support/database.ts'
import { eventually } from '../support/eventually.ts'
import { sqlClient } from '../support/sql-client.ts'

const log = pino({ level: 'silent' })
const channel = 'hub_acorda'

function listen(t: TestContext, url: string, more: Partial<ListenerOptions> = {}) {
  const heard = { notified: 0, states: [] as boolean[] }
  const listener = startListener({
    url,
    channel,
    log,
    onNotify: () => (heard.notified += 1),
    onState: (connected) => heard.states.push(connected),
    ...more,
  })
  t.after(() => listener.stop())
  return { heard, listener }
}

test('a notification is heard, and its payload is nobody else’s business', async (t) => {
  const { url } = await emptyDatabase(t)
  const db = await sqlClient(t, url)
  const { heard } = listen(t, url)
  await eventually(() => heard.states.at(-1), { what: 'LISTEN holds' })
  const before = heard.notified
  await db.rows(`notify ${channel}`)
  await db.rows(`notify ${channel}, 'not {json'`)
  await eventually(() => heard.notified === before + 2, { what: 'both were heard' })
})

test('the connection is terminated by the server: it comes back, and a wake is made up for what was missed', async (t) => {
  const { url } = await emptyDatabase(t)
  const db = await sqlClient(t, url)
  const { heard } = listen(t, url)
  await eventually(() => heard.states.at(-1), { what: 'LISTEN holds' })
  const before = heard.notified
  await db.rows(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'hub-listen' and datname = current_database()`,
  )
  await eventually(() => heard.notified > before, { what: 'a wake was made up' })
  assert.deepEqual(heard.states, [true, false, true])
  const now = heard.notified
  await db.rows(`notify ${channel}`)
  await eventually(() => heard.notified > now, { what: 'it is heard again' })
})

test('a server that can’t be reached at first is tried until it can', async (t) => {
  const { url } = await emptyDatabase(t)
  const target = new URL(url)
  const door = createServer().listen(0, '127.0.0.1')
  await once(door, 'listening')
  const address = door.address()
  assert.ok(typeof address === 'object' && address !== null)
  // Whoever answers there says nothing that PostgreSQL would say, and hangs up.
  let refused = 0
  door.on('connection', (socket) => {
    refused += 1
    if (refused < 3) socket.destroy()
    else pipe(socket, target)
  })
  t.after(() => door.close())
  const throughDoor = new URL(url)
  throughDoor.port = String(address.port)
  const { heard } = listen(t, throughDoor.href)
  await eventually(() => heard.states.at(-1), { what: 'LISTEN holds' })
  assert.equal(refused, 3)
  assert.deepEqual(heard.states, [true])
})

test('a peer that went silent is found out by the heartbeat', async (t) => {
  const { url } = await emptyDatabase(t)
  const target = new URL(url)
  const door = createServer().listen(0, '127.0.0.1')
  await once(door, 'listening')
  const address = door.address()
  assert.ok(typeof address === 'object' && address !== null)
  const pipes: Pipe[] = []
  door.on('connection', (socket) => pipes.push(pipe(socket, target)))
  t.after(() => {
    for (const { inside, outside } of pipes) {
      inside.destroy()
      outside.destroy()
    }
    door.close()
  })
  const throughDoor = new URL(url)
  throughDoor.port = String(address.port)
  const { heard } = listen(t, throughDoor.href, { heartbeatMs: 300, queryTimeoutMs: 200 })
  await eventually(() => heard.states.at(-1), { what: 'LISTEN holds' })
  // Half-open: both sockets stay, nothing passes any more.
  pipes[0]!.outside.unpipe(pipes[0]!.inside)
  pipes[0]!.inside.unpipe(pipes[0]!.outside)
  pipes[0]!.outside.resume()
  pipes[0]!.inside.resume()
  await eventually(() => heard.states.length >= 3, { what: 'another connection was made' })
  assert.deepEqual(heard.states.slice(0, 3), [true, false, true])
})

test('the self-test says whether a NOTIFY comes back, and wakes nobody', async (t) => {
  const { url } = await emptyDatabase(t)
  const pool = createPool({ url, max: 1, applicationName: 'test-pool', log })
  t.after(() => pool.end())
  const { heard, listener } = listen(t, url)
  await eventually(() => heard.states.at(-1), { what: 'LISTEN holds' })
  const before = heard.notified
  assert.equal(await listener.selfTest(pool, 5000), true)
  assert.equal(heard.notified, before)
  const deaf = listen(t, url.replace(/:\d+\//, ':1/'))
  assert.equal(await deaf.listener.selfTest(pool, 100), false)
})

test('stop ends it at once, connected or still trying, and may be called again', async (t) => {
  const { url } = await emptyDatabase(t)
  const db = await sqlClient(t, url)
  const { heard, listener } = listen(t, url)
  await eventually(() => heard.states.at(-1), { what: 'LISTEN holds' })
  await listener.stop()
  await listener.stop()
  await eventually(
    async () =>
      (await db.value(
        `select count(*) from pg_stat_activity where application_name = 'hub-listen' and datname = current_database()`,
      )) === '0',
    { what: 'its connection is gone' },
  )
  const trying = listen(t, url.replace(/:\d+\//, ':1/'))
  await trying.listener.stop()
  assert.deepEqual(trying.heard.states, [])
})

interface Pipe {
  readonly outside: Socket
  readonly inside: Socket
}

function pipe(outside: Socket, target: URL): Pipe {
  const inside = connect(Number(target.port), target.hostname)
  for (const socket of [outside, inside]) socket.on('error', () => {})
  outside.pipe(inside).pipe(outside)
  return { outside, inside }
}
