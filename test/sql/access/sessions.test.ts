/** Operators and their sessions: how long a session is good, what ends it, and who may change what. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test, type TestContext } from 'node:test'
import { testDatabase } from '../../support/database/database.ts'
import { eventually } from '../../support/eventually.ts'
import { type SqlClient, sqlClient } from '../../support/database/sql-client.ts'

const START = Date.parse('2026-03-02T12:00:00Z')
const at = (seconds: number) => new Date(START + seconds * 1000)
const MINUTE = 60
const HOUR = 3600

const hashOf = (token: string) => createHash('sha256').update(token).digest()

interface House {
  readonly url: string
  readonly sql: SqlClient
  /** An operator, as the service makes one. */
  readonly make: (login: string, papel?: string, tenants?: string) => Promise<string>
  readonly open: (operador: string, token: string, seconds?: number) => Promise<void>
  /** The login that a token's session is of; null where it opens nothing. */
  readonly seen: (token: string, seconds: number) => Promise<string | null>
  readonly actions: () => Promise<string[]>
}

/** Everything is asked as hub_service, which may write no table. */
async function openHouse(t: TestContext): Promise<House> {
  const { url } = await testDatabase(t)
  const sql = await sqlClient(t, url)
  await sql.rows(`set role hub_service; set hub.tenants = '*'`)
  return {
    url,
    sql,
    make: (login, papel = 'operador', tenants = '{}') =>
      sql.value(
        `select access.create_operator($1, 'Maria Silva', $2, $3::bigint[], 'scrypt$x', 'teste')`,
        [login, papel, tenants],
      ),
    open: async (operador, token, seconds = 0) => {
      await sql.rows(`select access.open_session($1, $2, '203.0.113.7', $3, $4)`, [
        operador,
        hashOf(token),
        'x'.repeat(300),
        at(seconds),
      ])
    },
    seen: async (token, seconds) => {
      const rows = await sql.rows<{ login: string }>(
        `select login from access.find_session($1, $2)`,
        [hashOf(token), at(seconds)],
      )
      return rows[0]?.login ?? null
    },
    actions: async () =>
      (await sql.rows<{ acao: string }>(`select acao from ops.auditoria order by id`)).map(
        ({ acao }) => acao,
      ),
  }
}

test('a session is good while it is used, and ends after 30 idle minutes', async (t) => {
  const { make, open, seen } = await openHouse(t)
  await open(await make('maria'), 'a')
  for (let minute = 29; minute < 5 * 29; minute += 29) {
    assert.equal(await seen('a', minute * MINUTE), 'maria', `after ${minute} minutes`)
  }
  assert.equal(await seen('a', (4 * 29 + 30) * MINUTE), null)
})

test('a session ends after 12 hours, however much it is used', async (t) => {
  const { make, open, seen } = await openHouse(t)
  await open(await make('maria'), 'a')
  for (let minute = 20; minute < 12 * 60; minute += 20) {
    assert.equal(await seen('a', minute * MINUTE), 'maria', `after ${minute} minutes`)
  }
  assert.equal(await seen('a', 12 * HOUR - 1), 'maria')
  assert.equal(await seen('a', 12 * HOUR), null)
})

test('a request is noted at most once a minute', async (t) => {
  const { sql, make, open, seen } = await openHouse(t)
  await open(await make('maria'), 'a')
  const noted = async (seconds: number) => {
    await seen('a', seconds)
    const vista = await sql.value<Date>('select vista_em from ops.sessao')
    return (vista.getTime() - START) / 1000
  }
  assert.equal(await noted(59), 0)
  assert.equal(await noted(60), 60)
  assert.equal(await noted(119), 60)
  assert.equal(await noted(130), 130)
})

test('an ended or unknown session is refused, and a sign-out is audited once', async (t) => {
  const { sql, make, open, seen, actions } = await openHouse(t)
  await open(await make('maria'), 'a')
  for (let i = 0; i < 2; i++) {
    await sql.rows(`select access.end_session($1, 'operador:maria')`, [hashOf('a')])
  }
  assert.equal(await seen('a', 1), null)
  assert.equal(await seen('b', 1), null)
  assert.deepEqual(await actions(), ['operador.criar', 'operador.entrar', 'operador.sair'])
})

test('ending one session, the others, or all of an operator’s leaves other operators’ sessions alone', async (t) => {
  const { sql, make, open, seen, actions } = await openHouse(t)
  const [maria, joao] = [await make('maria'), await make('joao')]
  for (const token of ['a', 'b', 'c']) await open(maria, token)
  await open(joao, 'd')
  const end = (...params: unknown[]) =>
    sql.value<number>(`select access.end_sessions($1, 'teste', null, $2, $3, $4)`, [
      maria,
      ...params,
      at(1),
    ])
  const alive = async () => {
    let tokens = ''
    for (const token of ['a', 'b', 'c', 'd']) {
      if ((await seen(token, 1)) !== null) tokens += token
    }
    return tokens
  }
  assert.equal(await end(hashOf('a').toString('hex').slice(0, 16), null), 1)
  assert.equal(await alive(), 'bcd')
  await assert.rejects(end(hashOf('d').toString('hex').slice(0, 16), null), { code: 'HB404' })
  assert.equal(await end(null, hashOf('b')), 1)
  assert.equal(await alive(), 'bd')
  assert.equal(await end(null, null), 1)
  assert.equal(await alive(), 'd')
  assert.equal((await actions()).filter((one) => one === 'operador.encerrar_sessoes').length, 3)
})

test('another papel, other tenants or deactivation end the sessions; another name does not', async (t) => {
  const { sql, make, open, seen } = await openHouse(t)
  await sql.rows(`select tenants.save_tenant(123, 'Loja', null, null, null, 'teste')`)
  await make('chefe', 'admin')
  const maria = await make('maria')
  const change = (nome: string, papel: string, tenants: string, ativo: boolean, versao: number) =>
    sql.value(`select access.update_operator($1, $2, $3, $4::bigint[], $5, $6, 'teste')`, [
      maria,
      nome,
      papel,
      tenants,
      ativo,
      versao,
    ])
  await open(maria, 'a')
  assert.equal(await change('Maria S.', 'operador', '{}', true, 0), '1')
  assert.equal(await seen('a', 1), 'maria')
  assert.equal(await change('Maria S.', 'leitor', '{}', true, 1), '2')
  assert.equal(await seen('a', 1), null)
  await open(maria, 'b')
  assert.equal(await change('Maria S.', 'leitor', '{123}', true, 2), '3')
  assert.equal(await seen('b', 1), null)
  await open(maria, 'c')
  assert.equal(await change('Maria S.', 'leitor', '{123}', false, 3), '4')
  assert.equal(await seen('c', 1), null)
  await assert.rejects(open(maria, 'd'), { code: 'HB409' })
  assert.equal(await change('Maria S.', 'leitor', '{123}', true, 4), '5')
  assert.equal(await seen('c', 1), null)
})

test('a new password ends the sessions', async (t) => {
  const { sql, make, open, seen } = await openHouse(t)
  await open(await make('maria'), 'a')
  await sql.rows(`select access.set_operator_password('MARIA', 'scrypt$y', 'teste')`)
  assert.equal(await seen('a', 1), null)
  assert.deepEqual(await sql.rows(`select * from access.find_operator('Maria')`), [
    { id: '1', nome: 'Maria Silva', senha_hash: 'scrypt$y', ativo: true },
  ])
})

test('saving an operator that changed meanwhile is refused, and nothing is saved', async (t) => {
  const { sql, make } = await openHouse(t)
  const id = await make('chefe', 'admin')
  const save = (papel: string, versao: number) =>
    sql.value(`select access.update_operator($1, 'Nome', $2, '{}', true, $3, 'teste')`, [
      id,
      papel,
      versao,
    ])
  await save('admin', 0)
  await assert.rejects(save('leitor', 0), { code: 'HB409', message: /outra pessoa alterou/ })
  assert.equal(await sql.value('select papel from ops.operador'), 'admin')
})

test('the last active admin can be neither demoted nor deactivated, not even by two calls at once', async (t) => {
  const { url, sql, make } = await openHouse(t)
  const [one, two] = [await make('um', 'admin'), await make('dois', 'admin')]
  await make('leitora', 'leitor')
  const put = (client: SqlClient, id: string, papel: string, ativo: boolean) =>
    client.value(`select access.update_operator($1, 'Nome', $2, '{}', $3, 0, 'teste')`, [
      id,
      papel,
      ativo,
    ])
  const [left, right] = [await sqlClient(t, url), await sqlClient(t, url)]
  await left.rows('begin')
  await put(left, one, 'admin', false)
  const second = assert.rejects(put(right, two, 'leitor', true), {
    code: 'HB409',
    message: /único administrador ativo/,
  })
  await eventually(
    async () =>
      (await left.value<number>('select count(*)::int from pg_locks where not granted')) > 0,
    { what: 'the second waits for the first' },
  )
  await left.rows('commit')
  await second
  await assert.rejects(put(sql, two, 'admin', false), { code: 'HB409' })
  assert.deepEqual(
    await sql.rows(`select login from ops.operador where papel = 'admin' and ativo`),
    [{ login: 'dois' }],
  )
})

test('nobody gives, changes or ends anything beyond their own tenants', async (t) => {
  const { sql, make } = await openHouse(t)
  for (const id of [123, 124]) {
    await sql.rows(`select tenants.save_tenant($1, 'Loja', null, null, null, 'teste')`, [id])
  }
  await make('chefe', 'admin')
  await make('todos', 'leitor')
  const other = await make('outra', 'leitor', '{123,124}')
  const own = await make('sua', 'leitor', '{123}')
  const create = (tenants: string) =>
    sql.value(
      `select access.create_operator('nova', 'N', 'admin', $1::bigint[], 'scrypt$x', 't', '{123}')`,
      [tenants],
    )
  for (const tenants of ['{}', '{124}', '{123,124}']) {
    await assert.rejects(create(tenants), { code: 'HB422', message: /que você alcança/ }, tenants)
  }
  const calls = (id: string, login: string): [string, unknown[]][] => [
    [`select access.update_operator($1, 'N', 'leitor', '{123}', true, 0, 't', '{123}')`, [id]],
    [`select access.set_operator_password($1, 'scrypt$z', 't', '{123}')`, [login]],
    [`select access.end_sessions($1, 't', '{123}')`, [id]],
  ]
  for (const [text, params] of calls(other, 'todos')) {
    await assert.rejects(sql.rows(text, params), { code: 'HB404' }, text)
  }
  for (const [text, params] of calls(own, 'sua')) await sql.rows(text, params)
  await assert.rejects(
    sql.rows(`select access.update_operator($1, 'N', 'leitor', '{}', true, 1, 't', '{123}')`, [
      own,
    ]),
    { code: 'HB422' },
  )
})

test('a login is the same in upper and lower case, and an invalid one is refused with what it may contain', async (t) => {
  const { sql, make } = await openHouse(t)
  await make('Maria.S@hub-1')
  await assert.rejects(make('MARIA.s@hub-1'), { code: 'HB409' })
  for (const wrong of ['', 'com espaço', 'é', 'x'.repeat(65), '<b>']) {
    await assert.rejects(make(wrong), { code: 'HB422' }, wrong)
  }
  await assert.rejects(make('outra', 'chefe'), { code: 'HB422' })
  await assert.rejects(make('outra', 'leitor', '{9}'), { code: 'HB404' })
  const plain = sql.value(
    `select access.create_operator('outra', 'N', 'leitor', '{}', 'clara', 't')`,
  )
  await assert.rejects(plain, { code: '23514' })
})

test('hub_service reads operators and sessions without their secrets', async (t) => {
  const { sql, make, open } = await openHouse(t)
  await open(await make('maria'), 'a')
  const [session] = await sql.rows(`select * from ops.sessao`)
  const [operator] = await sql.rows(`select * from ops.operador`)
  assert.ok(session && operator)
  const shown = JSON.stringify([session, operator])
  assert.ok(!shown.includes('scrypt') && !shown.includes(hashOf('a').toString('hex')))
  assert.equal(session['id'], hashOf('a').toString('hex').slice(0, 16))
  assert.equal(String(session['agente']).length, 200)
  for (const text of [
    'select senha_hash from hub.operador',
    'select hash from hub.operador_sessao',
    'select * from hub.operador_falha',
    `select access.close_sessions(1, null, now())`,
    `select access.lock_operator('maria', null)`,
  ]) {
    await assert.rejects(sql.rows(text), { code: '42501' }, text)
  }
})

test('sessions and failures are deleted a week after they ended', async (t) => {
  const { sql, make, open } = await openHouse(t)
  await open(await make('maria'), 'a')
  await sql.rows(`select access.note_login_failure('x', '203.0.113.9', $1)`, [at(0)])
  const forget = (seconds: number) =>
    sql.value<number>(`select access.forget_sessions($1)`, [at(seconds)])
  assert.equal(await forget(7 * 24 * HOUR), 0)
  assert.equal(await forget(7 * 24 * HOUR + 1), 2)
  assert.equal(await forget(7 * 24 * HOUR + 12 * HOUR), 0)
  assert.equal(await forget(7 * 24 * HOUR + 12 * HOUR + 1), 1)
})
