/** Live streams end with their session, and there are only so many of them. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { hashPassword } from '../../../src/core/password.ts'
import { eventually } from '../../support/eventually.ts'
import { handClock } from '../../support/hand-clock.ts'
import { openTestPanel, SESSION_COOKIE, type TestPanel } from '../../support/panel/test-panel.ts'
import { sqlClient } from '../../support/database/sql-client.ts'

const STREAM = '/ao-vivo/eventos?depois=1'

/** A stream of the session with this token. */
async function open({ panel }: TestPanel, token: string, path = STREAM) {
  const cookie = `${SESSION_COOKIE}=${token}`
  const headers = { host: 'painel.test', cookie }
  const answer = await panel.app.request(`http://painel.test${path}`, { headers }, {})
  const { status } = answer
  const reader = answer.body?.getReader()
  let isOver = false
  const readOn = async () => {
    while (reader !== undefined && !(await reader.read()).done);
    isOver = true
  }
  if (status === 200) void readOn()
  return { status, headers: answer.headers, isOver: () => isOver, leave: () => reader?.cancel() }
}

test('a stream ends within 2 s of its session’s end, whatever ends it, and no other does', async (t) => {
  const clock = handClock()
  const panel = await openTestPanel(t, { clock })
  const { client, sessions } = panel
  const change = (login: string, what: string) =>
    client.rows(`
      select access.update_operator(o.id, o.nome, ${what}, o.lock_version, 'teste')
      from hub.operador as o where o.login = '${login}'`)
  const acts = {
    leitor: () => panel.call('POST', '/sair', { as: 'leitor', form: {} }),
    operador: () => change('operador', `'leitor', o.tenants, true`),
    dba: () => change('dba', 'o.papel, o.tenants, false'),
    outro: () => change('outro', `o.papel, '{123}', true`),
    auditor: async () =>
      client.rows(`select access.set_operator_password('auditor', $1, 'teste')`, [
        await hashPassword('uma frase nova e longa'),
      ]),
  } as const
  const names = Object.keys(acts) as (keyof typeof acts)[]
  const streams = await Promise.all(names.map((who) => open(panel, sessions[who])))
  const stays = await open(panel, sessions.admin)
  // Somebody idle for half an hour, whose page alone goes on asking.
  const idle = await open(panel, await tokenOf(panel, 'ocioso'))
  await clock.sleeperOf(750)
  for (const who of names) await acts[who]()
  await client.rows(`
    update hub.operador_sessao set vista_em = vista_em - interval '30 minutes'
    where operador_id = (select id from hub.operador where login = 'ocioso')`)
  for (let waited = 0; waited < 2000; waited += 750) {
    await clock.sleeperOf(750)
    clock.advance(750)
  }
  for (const [n, stream] of [...streams, idle].entries()) {
    await eventually(() => stream.isOver(), { what: `the stream of ${names[n] ?? 'ocioso'} ends` })
  }
  assert.equal(stays.isOver(), false)
  for (const who of names) {
    if (who === 'outro') continue
    assert.notEqual((await open(panel, sessions[who])).status, 200, who)
  }

  // Who can not be asked about may not go on looking.
  const holder = await sqlClient(t, panel.url)
  await holder.rows('begin; lock table hub.operador_sessao in access exclusive mode')
  await clock.sleeperOf(750)
  clock.advance(750)
  await eventually(() => stays.isOver(), { what: 'without an answer it ends too' })
  await holder.rows('rollback')
  await panel.panel.stop()
})

test('a session has four streams, the process two hundred; who comes beyond is refused without a body', async (t) => {
  const panel = await openTestPanel(t, { clock: handClock() })
  t.after(() => panel.panel.stop())
  const tokens = await Promise.all(Array.from({ length: 51 }, (_, n) => tokenOf(panel, `p${n}`)))
  const [first = '', ...others] = tokens
  const own = await Promise.all([1, 2, 3, 4].map(() => open(panel, first)))
  assert.deepEqual(
    own.map(({ status }) => status),
    [200, 200, 200, 200],
  )
  const fifth = await open(panel, first)
  assert.equal(fifth.status, 429)
  assert.deepEqual(
    [fifth.headers.get('retry-after'), fifth.headers.get('hx-reswap')],
    ['30', 'none'],
  )
  await own[0]?.leave()
  await eventually(async () => (await open(panel, first)).status === 200, {
    what: 'a tab that was closed makes room',
  })
  for (const token of others.slice(0, 49)) {
    const four = await Promise.all([1, 2, 3, 4].map(() => open(panel, token)))
    assert.ok(four.every(({ status }) => status === 200))
  }
  const tooMany = await open(panel, others[49] ?? '')
  assert.deepEqual([tooMany.status, tooMany.headers.get('retry-after')], [503, '30'])
  assert.equal((await panel.call('GET', '/conta', { as: 'leitor' })).status, 200)
})

/** The token of a session of somebody's, made here. */
async function tokenOf({ client }: TestPanel, login: string): Promise<string> {
  const token = createHash('sha256').update(login).digest('base64url')
  await client.rows(
    `select access.open_session(coalesce(
       (select id from hub.operador where login = $1),
       access.create_operator($1, 'Pessoa', 'leitor', '{}', null, 'teste')
     ), sha256(convert_to($2, 'UTF8')), 'x', 'x')`,
    [login, token],
  )
  return token
}
