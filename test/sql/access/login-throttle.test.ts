/** How long a person who guesses passwords must wait, with a clock that the test moves. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test, type TestContext } from 'node:test'
import { testDatabase } from '../../support/database/database.ts'
import { sqlClient } from '../../support/database/sql-client.ts'

const START = Date.parse('2026-03-02T12:00:00Z')
const at = (seconds: number) => new Date(START + seconds * 1000)
const MINUTE = 60
const HERE = '203.0.113.7'
const THERE = '198.51.100.4'

async function openEntrance(t: TestContext) {
  const { url } = await testDatabase(t)
  const sql = await sqlClient(t, url)
  await sql.rows(`set role hub_service; set hub.tenants = '*'`)
  const maria = await sql.value<string>(
    `select access.create_operator('maria', 'Maria', 'operador', '{}', 'scrypt$x', 'teste')`,
  )
  const wait = (seconds: number, login = 'maria', origem = HERE) =>
    sql.value<number>('select access.login_wait($1, $2, $3)', [login, origem, at(seconds)])
  const verdict = {
    wrong: (seconds: number, login = 'maria', origem = HERE) =>
      sql.rows('select access.note_login_failure($1, $2, $3)', [login, origem, at(seconds)]),
    right: (seconds: number, origem = HERE) =>
      sql.rows(`select access.open_session($1, $2, $3, '', $4)`, [
        maria,
        createHash('sha256').update(`${seconds}${origem}`).digest(),
        origem,
        at(seconds),
      ]),
  }
  /** A guess that is let through, and wrong. */
  const guess = async (seconds: number, login = 'maria', origem = HERE) => {
    assert.equal(await wait(seconds, login, origem), 0, `${login} at ${seconds} s`)
    await verdict.wrong(seconds, login, origem)
  }
  return { sql, wait, guess, ...verdict }
}

test('after 5 failures a login waits 30 s, doubled by each further one up to 15 minutes', async (t) => {
  const { wait, guess } = await openEntrance(t)
  for (let i = 0; i < 5; i++) await guess(0)
  let now = 0
  for (const seconds of [30, 60, 120, 240, 480, 900, 900]) {
    assert.equal(await wait(now), seconds)
    assert.equal(await wait(now + seconds - 0.5), 1)
    now += seconds
    await guess(now)
  }
})

test('failures are forgotten 15 minutes after the last one and its wait', async (t) => {
  const { wait, guess } = await openEntrance(t)
  for (let i = 0; i < 4; i++) await guess(0)
  await guess(15 * MINUTE)
  assert.equal(await wait(15 * MINUTE), 0, 'the four before are forgotten')
  const later = 60 * MINUTE
  for (let i = 0; i < 4; i++) await guess(later)
  await guess(later + 15 * MINUTE - 1)
  assert.equal(await wait(later + 15 * MINUTE - 1), 30, 'the four before count')
  const last = later + 15 * MINUTE - 1
  await guess(last + 30)
  assert.equal(await wait(last + 30), 60)
  const over = last + 30 + 60 + 15 * MINUTE
  for (let i = 0; i < 5; i++) await guess(over)
  assert.equal(await wait(over), 30)
})

test('an unknown login waits as a known one does', async (t) => {
  const { wait, guess, sql } = await openEntrance(t)
  for (const login of ['maria', 'ninguem', 'uma senha digitada aqui']) {
    for (let i = 0; i < 5; i++) await guess(0, login, `203.0.113.${login.length}`)
    assert.equal(await wait(1, login, THERE), 29, login)
  }
  await sql.rows('reset role')
  const kept = JSON.stringify(await sql.rows('select * from hub.operador_falha'))
  assert.ok(!kept.includes('senha digitada'))
  const told = await sql.rows(
    `select ator, detalhe from hub.auditoria where acao = 'operador.bloquear'`,
  )
  assert.deepEqual(told, [{ ator: 'painel', detalhe: { login: 'maria', origem: '203.0.113.5' } }])
})

test('after 20 failures an address waits, whatever login it tries; an IPv6 /64 is one address', async (t) => {
  const { wait, guess } = await openEntrance(t)
  for (let i = 0; i < 20; i++) await guess(0, `login-${i}`)
  assert.equal(await wait(0, 'maria'), 30)
  assert.equal(await wait(0, 'maria', `::ffff:${HERE}`), 30)
  assert.equal(await wait(0, 'maria', THERE), 0)
  for (let i = 0; i < 20; i++) await guess(0, `login-${i}`, `2001:db8:1:2::${i}`)
  assert.equal(await wait(0, 'maria', '2001:db8:1:2:ffff::1'), 30)
  assert.equal(await wait(0, 'joao', '2001:db8:1:3::1'), 0)
  assert.equal(await wait(0, 'joao', 'não é um endereço'), 0)
})

test('signing in forgets the login’s failures, and keeps those of the address', async (t) => {
  const { wait, guess, right } = await openEntrance(t)
  for (let i = 0; i < 15; i++) await guess(0, `login-${i}`)
  for (let i = 0; i < 4; i++) await guess(0)
  assert.equal(await wait(0), 0)
  await right(0)
  await guess(0)
  assert.equal(await wait(0, 'maria', HERE), 30, 'the address has had twenty')
  for (let i = 0; i < 4; i++) await guess(0, 'maria', THERE)
  assert.equal(await wait(0, 'maria', THERE), 0)
})

test('guesses from elsewhere can’t lock a person out at an address from which they have signed in', async (t) => {
  const { wait, guess, right } = await openEntrance(t)
  assert.equal(await wait(0), 0)
  await right(0)
  for (let i = 0; i < 5; i++) await guess(1, 'maria', THERE)
  assert.equal(await wait(1, 'maria', THERE), 30)
  assert.equal(await wait(1, 'maria', HERE), 0)
  await right(1)
  for (let i = 0; i < 5; i++) await guess(2, 'maria', HERE)
  assert.equal(await wait(2, 'maria', HERE), 30, 'there, too, only five are borne')
})

test('a hundred attempts at once let no more through than one after another', async (t) => {
  const { sql, wait, wrong } = await openEntrance(t)
  const answers = []
  for (let i = 0; i < 100; i++) answers.push(await wait(0))
  assert.equal(answers.filter((seconds) => seconds === 0).length, 5)
  assert.ok(answers.every((seconds) => seconds <= 1))
  for (let i = 0; i < 5; i++) await wrong(0)
  assert.equal(await wait(29), 1)
  assert.equal(await wait(30), 0)
  assert.equal(await wait(30), 1, 'one at a time from then on')
  assert.equal(await wait(89), 1)
  assert.equal(await wait(90), 0, 'a process died with it: its place is free after a minute')
  await sql.rows('select access.forget_sessions()')
})
