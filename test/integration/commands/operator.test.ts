/** Operators of the panel from the command line, and the one that the first start makes. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { statSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { prepareDemonstration } from '../../../src/commands/start/demonstration.ts'
import { welcome } from '../../../src/commands/start/welcome.ts'
import { verifyPassword } from '../../../src/core/password.ts'
import { createSecrets, generateKey, parseKeys } from '../../../src/core/secrets.ts'
import { createLogger } from '../../../src/core/log.ts'
import { createQuery } from '../../../src/db/connect/query.ts'
import { openCli } from '../../support/process/cli.ts'
import { tempDir } from '../../support/process/in-process.ts'
import { runHub } from '../../support/process/run-hub.ts'
import { type SqlClient } from '../../support/database/sql-client.ts'
import { serviceUrl } from '../../support/database/service-url.ts'

const log = createLogger({ level: 'silent' })

const kept = (client: SqlClient, login: string) =>
  client.value<string>('select senha_hash from hub.operador where login = $1', [login])

test('operator create shows a password once, or takes it from a file; list shows neither', async (t) => {
  const { json, refused, client, dataDir, env } = await openCli(t)
  await json('tenant', 'set', '--id', '123', '--nome', 'Loja')
  const create = (login: string, ...more: string[]) =>
    ['operator', 'create', '--login', login, '--nome', 'Maria Silva', ...more] as const

  const made = await json(...create('Maria', '--papel', 'operador', '--tenant', '123'))
  assert.deepEqual(
    { ...made, senha: '' },
    {
      id: '1',
      login: 'maria',
      nome: 'Maria Silva',
      papel: 'operador',
      tenants: ['123'],
      senha: '',
    },
  )
  assert.equal(await verifyPassword(String(made['senha']), await kept(client, 'maria')), true)

  const file = join(dataDir, 'senha')
  writeFileSync(file, 'uma frase bem longa\n')
  const other = await json(...create('chefe', '--papel', 'admin', '--password-file', file))
  assert.ok(!('senha' in other))
  assert.equal(await verifyPassword('uma frase bem longa', await kept(client, 'chefe')), true)

  writeFileSync(file, 'curta\n')
  const short = await refused(...create('x', '--papel', 'admin', '--password-file', file))
  assert.match(short, /de 12 a 128/)
  assert.match(await refused(...create('x', '--papel', 'rei')), /papel deve ser/)
  assert.match(await refused(...create('maria', '--papel', 'leitor')), /Já existe um operador/)
  assert.match(
    await refused(...create('x', '--papel', 'leitor', '--tenant', '9')),
    /não encontrado/,
  )

  const { operadores } = await json('operator', 'list')
  assert.deepEqual(operadores, [
    { ...LISTED, id: '2', login: 'chefe', papel: 'admin', tenants: [] },
    { ...LISTED, id: '1', login: 'maria', papel: 'operador', tenants: ['123'] },
  ])
  const text = await runHub(['operator', 'list'], env)
  assert.match(text.stdout, /^chefe +Maria Silva +admin +todos +sim +-$/m)
  const actors = await client.rows<{ ator: string; detalhe: object }>(
    `select ator, detalhe from hub.auditoria where acao = 'operador.criar'`,
  )
  assert.equal(actors.length, 2)
  assert.match(actors[0]?.ator ?? '', /^cli:.+/)
  assert.ok(!JSON.stringify(actors).includes('scrypt'))
})

const LISTED = { nome: 'Maria Silva', ativo: true, temSenha: true, porSso: false, entrouEm: null }

test('operator password, disable, enable and sessions each end the sessions that they name', async (t) => {
  const { json, refused, client } = await openCli(t)
  for (const [login, papel] of [
    ['chefe', 'admin'],
    ['maria', 'operador'],
  ] as const) {
    await client.rows(`select access.create_operator($1, 'N', $2, '{}', 'scrypt$x', 'teste')`, [
      login,
      papel,
    ])
  }
  const enter = (token: string) =>
    client.rows(`select access.open_session(2, $1, '203.0.113.7', 'Navegador')`, [
      createHash('sha256').update(token).digest(),
    ])
  const open = async () => {
    const { sessoes } = await json('operator', 'sessions', '--login', 'Maria')
    return sessoes as { origem: string }[]
  }
  await enter('a')
  await enter('b')
  assert.deepEqual(
    (await open()).map(({ origem }) => origem),
    ['203.0.113.7', '203.0.113.7'],
  )
  assert.deepEqual(await json('operator', 'sessions', '--login', 'maria', '--end'), {
    login: 'maria',
    encerradas: 2,
  })
  assert.deepEqual(await open(), [])

  await enter('c')
  const { senha } = await json('operator', 'password', '--login', 'Maria')
  assert.equal(await verifyPassword(String(senha), await kept(client, 'maria')), true)
  assert.deepEqual(await open(), [])

  await enter('d')
  assert.deepEqual(await json('operator', 'disable', '--login', 'maria'), {
    login: 'maria',
    ativo: false,
  })
  assert.deepEqual(await open(), [])
  await assert.rejects(enter('e'), { code: 'HB409' })
  await json('operator', 'enable', '--login', 'maria')
  await enter('f')

  assert.match(await refused('operator', 'disable', '--login', 'chefe'), /único administrador/)
  const sub = 'https://id.test#42'
  assert.deepEqual(await json('operator', 'link', '--login', 'Maria', '--sub', sub), {
    login: 'maria',
    sub,
  })
  assert.equal(
    await client.value(`select login from hub.operador where oidc_sub = $1`, [sub]),
    'maria',
  )
  const taken = await refused('operator', 'link', '--login', 'chefe', '--sub', sub)
  assert.match(taken, /já entra como outro operador/)
  assert.match(await refused('operator', 'link', '--login', 'maria', '--sub', '42'), /EMISSOR#SUB/)
  for (const act of ['password', 'disable', 'enable', 'sessions']) {
    assert.match(await refused('operator', act, '--login', 'x'), /Operador não encontrado/, act)
  }
})

test('the first start makes an admin whose password is kept in demo.json, and printed only then', async (t) => {
  const { client, url } = await openCli(t)
  const dataDir = tempDir(t)
  const query = createQuery({ url: serviceUrl(url), applicationName: 'test', log })
  t.after(() => query.close())
  const secrets = createSecrets(parseKeys(generateKey()))
  const prepare = () => prepareDemonstration({ query, secrets, dataDir, ator: 'teste' })
  const first = await prepare()
  assert.ok(first?.made === true)
  const { senhaAdmin } = first.demonstration
  assert.ok(senhaAdmin !== null)
  assert.equal(await verifyPassword(senhaAdmin, await kept(client, 'admin')), true)
  const file = join(dataDir, 'demo.json')
  assert.equal(statSync(file).mode & 0o777, 0o600)
  assert.ok(readFileSync(file, 'utf8').includes(senhaAdmin))

  const again = await prepare()
  assert.ok(again?.made === false)
  const say = (prepared: typeof first) =>
    welcome({
      publicUrl: 'http://127.0.0.1:8080',
      internalUrl: 'http://127.0.0.1:8081',
      embedded: true,
      dataDir,
      localMedia: ['SMS', 'WHATSAPP'],
      ...prepared,
    })
  assert.match(
    say(first),
    /nada é enviado a clientes: .* SMS, WHATSAPP \(NOTIFY_SMS, NOTIFY_WHATSAPP\)/,
  )
  assert.match(say(first), /^ {2}painel +http:\/\/127\.0\.0\.1:8081\/$/m)
  assert.match(say(first), new RegExp(`login admin e esta senha[^\\n]*\\n${senhaAdmin}\\n`))
  assert.ok(!say(again).includes(senhaAdmin))

  // What an earlier version kept says nothing of an operator.
  const { senhaAdmin: _, ...older } = first.demonstration
  writeFileSync(file, JSON.stringify(older))
  assert.equal((await prepare())?.demonstration.senhaAdmin, null)
})

test('the first start makes no operator where there is one already', async (t) => {
  const { client, url } = await openCli(t)
  await client.rows(
    `select access.create_operator('chefe', 'N', 'admin', '{}', 'scrypt$x', 'teste')`,
  )
  const query = createQuery({ url: serviceUrl(url), applicationName: 'test', log })
  t.after(() => query.close())
  const secrets = createSecrets(parseKeys(generateKey()))
  const made = await prepareDemonstration({ query, secrets, dataDir: tempDir(t), ator: 'teste' })
  assert.equal(made?.demonstration.senhaAdmin, null)
  assert.equal(await client.value('select login from hub.operador'), 'chefe')
})
