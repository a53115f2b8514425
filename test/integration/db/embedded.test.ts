/** The embedded PostgreSQL through starts, stops and kills. */
import { strict as assert } from 'node:assert'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { test, type TestContext } from 'node:test'
import pg from 'pg'
import { pino } from 'pino'
import { HubError } from '../../../src/core/errors.ts'
import { type EmbeddedServer, startEmbedded } from '../../../src/db/embedded/embedded.ts'
import { livePostmaster } from '../../../src/db/embedded/postmaster.ts'
import { isPostgresProcess } from '../../../src/db/embedded/process-state.ts'
import { serverAccount } from '../../../src/db/embedded/server-account.ts'
import { eventually } from '../../support/eventually.ts'
import { sqlClient } from '../../support/database/sql-client.ts'

const log = pino({ level: 'silent' })

/** A data directory. Its server is stopped after the test, whoever started it. */
function dataDirectory(t: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), 'hub-test-embedded-'))
  t.after(async () => {
    const postmaster = livePostmaster(join(dir, 'postgres'))
    if (postmaster !== undefined) {
      process.kill(postmaster.pid, 'SIGQUIT')
      await eventually(() => !isPostgresProcess(postmaster.pid), { what: 'the server is gone' })
    }
    rmSync(dir, { recursive: true, force: true })
  })
  return dir
}

async function query<T>(url: string, text: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    const answer = await client.query<Record<string, T>>(text)
    return answer.rows.flatMap((row) => Object.values(row))
  } finally {
    await client.end()
  }
}

/** Starts the server from a process of its own, in the test's process group as a terminal would. */
async function owner(t: TestContext, dir: string) {
  const child: ChildProcess = spawn(
    process.execPath,
    ['--import', 'tsx', join(import.meta.dirname, '../../support/database/embedded-owner.ts'), dir],
    // A process group of its own, so that the test can send Ctrl-C to all of it.
    { stdio: ['ignore', 'pipe', 'inherit'], detached: true },
  )
  t.after(() => child.kill('SIGKILL'))
  const [line] = (await once(createInterface(child.stdout!), 'line')) as [string]
  return { child, ...(JSON.parse(line) as { url: string; pid: number }) }
}

test('a first start makes a UTF-8 server with locale C, and a second start finds its data', async (t) => {
  const dataDir = dataDirectory(t)
  const first = await startEmbedded({ dataDir, log })
  await query(first.url, 'create table guardado as select 42 as n')
  assert.deepEqual(
    await query(
      first.url,
      `select encoding_or_locale from (values
        (current_setting('server_encoding')),
        ((select datcollate from pg_database where datname = current_database())),
        (current_setting('fsync')),
        (current_setting('listen_addresses'))) as v (encoding_or_locale)`,
    ),
    ['UTF8', 'C', 'on', '127.0.0.1'],
  )
  await first.stop()
  await first.stop()
  assert.ok(!isPostgresProcess(first.pid))
  const second = await startEmbedded({ dataDir, log })
  t.after(() => second.stop())
  assert.equal(second.url, first.url, 'port and password are the same again')
  assert.deepEqual(await query(second.url, 'select n from guardado'), [42])
})

test('the password is random, stored with mode 0600, and needed over TCP', async (t) => {
  const dataDir = dataDirectory(t)
  const server = await startEmbedded({ dataDir, log })
  t.after(() => server.stop())
  for (const name of ['postgres.password', 'postgres.url', 'postgres.log']) {
    assert.equal(statSync(join(dataDir, name)).mode & 0o777, 0o600, name)
  }
  assert.equal(readFileSync(join(dataDir, 'postgres.url'), 'utf8').trim(), server.url)
  const wrong = new URL(server.url)
  wrong.password = 'outra'
  await assert.rejects(query(wrong.href, 'select 1'), { code: '28P01' })
  await server.stop()
  assert.ok(!existsSync(join(dataDir, 'postgres.url')), 'the url is gone with the server')
})

test('starts on one directory at the same time share one server, and only its owner stops it', async (t) => {
  const dataDir = dataDirectory(t)
  const servers = await Promise.all([1, 2, 3].map(() => startEmbedded({ dataDir, log })))
  const [own] = servers.filter(({ owned }) => owned) as [EmbeddedServer]
  assert.equal(new Set(servers.map(({ pid }) => pid)).size, 1)
  assert.equal(servers.filter(({ owned }) => owned).length, 1)
  for (const server of servers) if (!server.owned) await server.stop()
  assert.deepEqual(await query(own.url, 'select 1'), [1])
  await own.stop()
  assert.ok(!isPostgresProcess(own.pid))
})

test('Ctrl-C reaches the service and not its server, which is stopped by the service, in order', async (t) => {
  const dataDir = dataDirectory(t)
  const { child, pid } = await owner(t, dataDir)
  process.kill(-child.pid!, 'SIGINT')
  await once(child, 'exit')
  assert.equal(child.exitCode, 0)
  assert.ok(!isPostgresProcess(pid))
  const said = readFileSync(join(dataDir, 'postgres.log'), 'utf8')
  assert.equal(said.match(/received fast shutdown request/g)?.length, 1)
  assert.match(said, /database system is shut down/)
  const next = await startEmbedded({ dataDir, log })
  t.after(() => next.stop())
  assert.deepEqual(await query(next.url, 'select n from por_fim'), [42], 'its last work is there')
})

test('after SIGKILL of its owner the server is adopted by the next start, which then stops it', async (t) => {
  const dataDir = dataDirectory(t)
  const { child, pid, url } = await owner(t, dataDir)
  await query(url, 'create table guardado as select 42 as n')
  child.kill('SIGKILL')
  await once(child, 'exit')
  const next = await startEmbedded({ dataDir, log })
  assert.equal(next.pid, pid)
  assert.ok(next.owned)
  assert.deepEqual(await query(next.url, 'select n from guardado'), [42])
  await next.stop()
  assert.ok(!isPostgresProcess(pid))
})

test('after SIGKILL of everything the next start recovers what was committed', async (t) => {
  const dataDir = dataDirectory(t)
  const { child, pid, url } = await owner(t, dataDir)
  await query(url, 'create table guardado as select 42 as n')
  const open = await sqlClient(t, url)
  await open.rows('begin; insert into guardado values (43)')
  child.kill('SIGKILL')
  process.kill(pid, 'SIGKILL')
  const next = await startEmbedded({ dataDir, log })
  t.after(() => next.stop())
  assert.notEqual(next.pid, pid)
  assert.deepEqual(await query(next.url, 'select n from guardado'), [42])
})

test('a postmaster.pid whose process id belongs to another program now does not stop a start', async (t) => {
  const dataDir = dataDirectory(t)
  const first = await startEmbedded({ dataDir, log })
  const stale = readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')
  await first.stop()
  // A program of the same account: PostgreSQL itself already ignores those of other accounts.
  const other = spawn('sleep', ['600'], { stdio: 'ignore', cwd: '/', ...serverAccount() })
  t.after(() => other.kill('SIGKILL'))
  writeFileSync(
    join(dataDir, 'postgres', 'postmaster.pid'),
    stale.replace(/^\d+/, String(other.pid)),
  )
  const next = await startEmbedded({ dataDir, log })
  t.after(() => next.stop())
  assert.deepEqual(await query(next.url, 'select 1'), [1])
})

test('an interrupted initialisation is done again', async (t) => {
  const dataDir = dataDirectory(t)
  mkdirSync(join(dataDir, 'postgres.unfinished'))
  writeFileSync(join(dataDir, 'postgres.unfinished', 'PG_VERSION'), '18\n')
  writeFileSync(join(dataDir, 'postgres.lock'), '999999999')
  const server = await startEmbedded({ dataDir, log })
  t.after(() => server.stop())
  assert.deepEqual(await query(server.url, 'select 1'), [1])
})

test('a requested port that is taken is reported in one sentence', async (t) => {
  const dataDir = dataDirectory(t)
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  t.after(() => taken.close())
  const address = taken.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  await assert.rejects(startEmbedded({ dataDir, log, port }), (error) => {
    assert.ok(error instanceof HubError)
    assert.equal(error.code, 'port_taken')
    assert.match(error.message, new RegExp(String(port)))
    return true
  })
})

test('when the server may not enter the data directory, it starts elsewhere, and finds its data again', async (t) => {
  const closed = dataDirectory(t)
  const dataDir = join(closed, 'dentro')
  const first = await startEmbedded({ dataDir, log })
  t.after(() => first.stop())
  await query(first.url, 'create table lembrado (n int)')
  await first.stop()
  const second = await startEmbedded({ dataDir, log })
  t.after(() => second.stop())
  assert.deepEqual(await query(second.url, 'select count(*)::int from lembrado'), [0])
  const [place] = await query<string>(second.url, 'show data_directory')
  await second.stop()
  const own = dirname(place ?? '')
  if (process.getuid?.() !== 0) return assert.equal(own, dataDir)
  assert.match(own, /^\/var\/lib\/hub-outbox\/[0-9a-f]{12}$/)
  rmSync(own, { recursive: true, force: true })
})
