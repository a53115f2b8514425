/** The pace of requests and the breakers, as the database keeps them for all processes and for the next. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { createLogger } from '../../../src/core/log.ts'
import type { Answer } from '../../../src/mercado-livre/http/answer.ts'
import { createBreakers } from '../../../src/mercado-livre/limits/breakers.ts'
import { testDatabase } from '../../support/database/database.ts'
import { eventually } from '../../support/eventually.ts'
import { handClock } from '../../support/hand-clock.ts'
import { sqlClient } from '../../support/database/sql-client.ts'
import { relayPool } from '../../support/relay/test-relay.ts'

const NOON = '2026-01-01T12:00:00Z'

async function pace(t: TestContext) {
  const { url } = await testDatabase(t)
  const sql = await sqlClient(t, url)
  /** Ten a second for the application, five for each seller; `at` seconds after noon. */
  const reserve = async (conector: number, at = 0) => {
    const [slot] = await sql.rows<{ wait: number | null; paused: number | null }>(
      `select esperar_ms as wait, pausado_ms as paused
       from mercado_livre.reserve('app', $1, 10, 5, $2::timestamptz + $3 * interval '1 s')`,
      [conector, NOON, at],
    )
    return slot!.paused === null ? slot!.wait : { paused: slot!.paused }
  }
  const pause = (conector: number, wait: string, at = 0) =>
    sql.rows(`select mercado_livre.pause_seller($1, $2, $3::timestamptz + $4 * interval '1 s')`, [
      conector,
      wait,
      NOON,
      at,
    ])
  return { reserve, pause }
}

test('requests are spaced by the limits of the application and of each seller, and unused moments are not saved up', async (t) => {
  const { reserve } = await pace(t)
  const taken = []
  for (const conector of [1, 1, 2, 2, 3]) taken.push(await reserve(conector))
  assert.deepEqual(taken, [0, 200, 200, 400, 400])
  // Long after, the first leaves at once, and the next is spaced as ever.
  assert.deepEqual([await reserve(1, 60), await reserve(1, 60)], [0, 200])
})

test('a pause is one seller’s, the later of two counts, and no turn is given while it lasts', async (t) => {
  const { reserve, pause } = await pace(t)
  await pause(1, '60 s')
  await pause(1, '10 s', 1)
  assert.deepEqual(await reserve(1, 20), { paused: 40_000 })
  assert.deepEqual(await reserve(1, 20), { paused: 40_000 })
  assert.equal(await reserve(2, 20), 0)
  assert.equal(await reserve(1, 60), 0)
})

const failure: Answer = { kind: 'unavailable', motivo: 'respondeu 500' }
const found: Answer = { kind: 'found', body: {}, partial: false }

async function breakers(t: TestContext) {
  const { url } = await testDatabase(t)
  const sql = await sqlClient(t, url)
  await sql.rows(`select tenants.save_tenant(123, 'Loja', 'Rua A', '9h', null, 'teste')`)
  const conectorId = await sql.value<string>(
    `select connectors.save_connector(123, 'ML', '1', null, '2', 'teste')`,
  )
  const pool = relayPool(t, url)
  const clock = { ...handClock(), now: () => new Date() }
  t.mock.timers.enable({ apis: ['Date'], now: Date.parse(NOON) })
  const lines: string[] = []
  const log = createLogger({ level: 'debug', destination: { write: (line) => lines.push(line) } })
  const noted = async () =>
    (await sql.rows('select operacao, estado from hub.conector_disjuntor order by operacao')).map(
      ({ operacao, estado }) => `${String(operacao)} ${String(estado)}`,
    )
  return {
    sql,
    conectorId,
    lines,
    /** Moves both the clock that is read and the breaker's own. */
    pass: (ms: number) => {
      clock.advance(ms)
      t.mock.timers.tick(ms)
    },
    next: async () => {
      const made = createBreakers({ pool, clock, log, failures: 2, openMs: 60_000 })
      await made.load()
      return made.of(conectorId, 'order')
    },
    note: (estado: string, reabre: string | null) =>
      sql.rows(`select mercado_livre.save_breaker($1, 'order', $2, $3::interval)`, [
        conectorId,
        estado,
        reabre,
      ]),
    becomes: (...expected: readonly string[]) =>
      eventually(async () => (await noted()).join() === expected.join(), {
        what: `it is noted as ${expected.join()}`,
        timeoutMs: 3000,
      }),
  }
}

test('after failures in a row nothing is asked; then one try decides, and each state is noted in order', async (t) => {
  const { sql, next, pass, becomes } = await breakers(t)
  const breaker = await next()
  let asked = 0
  const ask = (answer: Answer) => () => {
    asked++
    return Promise.resolve(answer)
  }
  await breaker.run(ask(failure))
  await breaker.run(ask(found))
  await breaker.run(ask(failure))
  assert.equal(breaker.closed, true)
  await breaker.run(ask({ kind: 'forbidden', status: 403, erro: null }))
  assert.deepEqual([breaker.closed, breaker.openForMs()], [false, 60_000])
  await becomes('order ABERTO')
  const until = 'select extract(epoch from reabre_em - mudou_em)::int from hub.conector_disjuntor'
  assert.equal(await sql.value(until), 60)
  assert.equal(await breaker.run(ask(found)), null)
  assert.equal(asked, 4)
  pass(60_000)
  assert.equal(breaker.openForMs(), 0)
  assert.deepEqual(await breaker.run(ask(failure)), failure)
  assert.equal(breaker.openForMs(), 60_000)
  await becomes('order ABERTO')
  pass(60_000)
  assert.deepEqual(await breaker.run(ask(found)), found)
  assert.equal(breaker.closed, true)
  await becomes('order FECHADO')
})

test('the next process leaves an open breaker open for what is left, and then tries', async (t) => {
  const { next, note, pass } = await breakers(t)
  await note('ABERTO', '1 s')
  await note('ABERTO', '40 s')
  const breaker = await next()
  const left = breaker.openForMs()
  assert.ok(left > 30_000 && left <= 40_000, `${left} ms`)
  assert.equal(await breaker.run(() => Promise.resolve(found)), null)
  pass(left)
  assert.deepEqual(await breaker.run(() => Promise.resolve(found)), found)
})

test('a breaker that was half open when its process ended allows one try, and one failure opens it again', async (t) => {
  const { next, note } = await breakers(t)
  await note('MEIO_ABERTO', null)
  const breaker = await next()
  assert.deepEqual([breaker.closed, breaker.openForMs()], [false, 0])
  assert.deepEqual(await breaker.run(() => Promise.resolve(failure)), failure)
  assert.equal(breaker.openForMs(), 60_000)
})

test('a breaker that was closed stays closed', async (t) => {
  const { next, note } = await breakers(t)
  await note('FECHADO', null)
  assert.equal((await next()).closed, true)
})

test('a state that can’t be noted is logged, and the breaker goes on', async (t) => {
  const { sql, next, lines } = await breakers(t)
  await sql.rows('revoke execute on function mercado_livre.save_breaker from hub_service')
  const breaker = await next()
  for (const _ of [1, 2]) await breaker.run(() => Promise.resolve(failure))
  await eventually(() => lines.some((line) => line.includes('breaker state not noted')), {
    what: 'it is said',
  })
  assert.equal(breaker.openForMs(), 60_000)
})
