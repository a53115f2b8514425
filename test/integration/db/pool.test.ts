/** The pool of the hot path: its settings, and what it survives. */
import { strict as assert } from 'node:assert'
import { test } from 'node:test'
import { pino } from 'pino'
import { inTransaction } from '../../../src/db/connect/in-transaction.ts'
import { isTransient } from '../../../src/db/connect/sql-state.ts'
import { createPool } from '../../../src/db/connect/pool.ts'
import { sessionSettings } from '../../../src/db/connect/session-settings.ts'
import { emptyDatabase } from '../../support/database/database.ts'
import { oddSettings } from '../../support/database/odd-settings.ts'
import { eventually } from '../../support/eventually.ts'
import { sqlClient } from '../../support/database/sql-client.ts'

const log = pino({ level: 'silent' })

test('every connection has our settings, whatever the URL, the database and the role prescribe', async (t) => {
  const { url, name } = await emptyDatabase(t)
  const db = await sqlClient(t, url)
  for (const setting of oddSettings) await db.rows(`alter database ${name} set ${setting}`)
  for (const target of [
    url,
    `${url}?options=-c%20datestyle%3DGerman%20-c%20work_mem%3D5MB&application_name=x`,
  ]) {
    const pool = createPool({ url: target, max: 1, applicationName: 'teste-ajustes', log })
    t.after(() => pool.end())
    const shown = await pool.query<{ name: string; setting: string }>(
      `select lower(name) as name, setting from pg_settings where lower(name) = any($1)`,
      [Object.keys(sessionSettings)],
    )
    assert.deepEqual(
      Object.fromEntries(shown.rows.map((row) => [row.name, row.setting])),
      sessionSettings,
    )
    const { rows } = await pool.query(`
      select
        current_setting('application_name') as nome, 9007199254740993::int8 as id,
        '2026-01-02T03:04:05Z'::timestamptz as em, '\\x00ff'::bytea as bytes, '[0, 9007199254740993]'::jsonb -> 1 as n`)
    assert.deepEqual(rows, [
      {
        nome: 'teste-ajustes',
        id: '9007199254740993',
        em: new Date('2026-01-02T03:04:05Z'),
        bytes: Buffer.from([0, 255]),
        n: 9007199254740992,
      },
    ])
    if (target !== url)
      assert.deepEqual((await pool.query('show work_mem')).rows, [{ work_mem: '5MB' }])
  }
})

test('a connection that dies while idle is logged and does not end the process, and the next query works', async (t) => {
  const { url } = await emptyDatabase(t)
  const lines: string[] = []
  const listening = pino({ level: 'warn' }, { write: (line) => lines.push(line) })
  const pool = createPool({ url, max: 1, applicationName: 'teste-ocioso', log: listening })
  t.after(() => pool.end())
  const db = await sqlClient(t, url)
  await pool.query('select 1')
  await db.rows(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'teste-ocioso'`,
  )
  await eventually(() => lines.length === 1, { what: 'the loss is logged' })
  assert.match(lines[0]!, /idle database connection lost/)
  assert.equal((await pool.query('select 1')).rowCount, 1)
})

test(
  'a connection that dies between two statements of a transaction is its error and not a crash',
  { timeout: 15_000 },
  async (t) => {
    const { url } = await emptyDatabase(t)
    const pool = createPool({ url, max: 1, applicationName: 'teste-transacao', log })
    t.after(() => pool.end())
    const db = await sqlClient(t, url)
    const lost = inTransaction(pool, async (client) => {
      const ended = new Promise((resolve) => client.once('end', resolve))
      await db.rows(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'teste-transacao'`,
      )
      await ended
      return client.query('select 1')
    })
    await assert.rejects(lost)
    assert.equal(
      await inTransaction(pool, async (client) => (await client.query('select 1')).rowCount),
      1,
    )
  },
)

test('an error is transient exactly when the call may work later', async (t) => {
  const { url } = await emptyDatabase(t)
  const db = await sqlClient(t, url)
  const raised = (state: string) =>
    db.rows(`do $$ begin raise exception 'x' using errcode = '${state}'; end $$`).then(
      () => assert.fail('it did not raise'),
      (error: unknown) => error,
    )
  for (const state of ['40001', '40P01', '55P03', '57P01', '57P03', '08006', '53300', '53100']) {
    assert.equal(isTransient(await raised(state)), true, state)
  }
  for (const state of ['23505', '57014', '42P01', '22P02', 'P0001', '40002', '28P01']) {
    assert.equal(isTransient(await raised(state)), false, state)
  }
  const away = createPool({
    url: url.replace(/:\d+\//, ':1/'),
    max: 1,
    applicationName: 'teste-longe',
    log,
  })
  t.after(() => away.end())
  await assert.rejects(away.query('select 1'), isTransient)
  assert.equal(isTransient(new Error('wrapped', { cause: await raised('40001') })), true)
  assert.equal(isTransient(new TypeError('x is not a function')), false)
  assert.equal(isTransient(undefined), false)
})

test('an answer that does not come in time is a transient error', async (t) => {
  const { url } = await emptyDatabase(t)
  const pool = createPool({ url, max: 1, applicationName: 'teste-mudo', log })
  t.after(() => pool.end())
  const silent = { text: 'select pg_sleep(60)', query_timeout: 50 }
  await assert.rejects(pool.query(silent), isTransient)
})

test('a caller who waits too long for a connection gets a transient error', async (t) => {
  const { url } = await emptyDatabase(t)
  const pool = createPool({
    url,
    max: 1,
    applicationName: 'teste-cheio',
    connectTimeoutMs: 1000,
    log,
  })
  t.after(() => pool.end())
  const held = await pool.connect()
  await assert.rejects(pool.query('select 1'), isTransient)
  held.release()
})
