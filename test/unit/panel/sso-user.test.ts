/** What an identity provider says of a person, and what of it is believed. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HubError } from '../../../src/core/errors.ts'
import { readSsoUser } from '../../../src/panel/entrance/sso-user.ts'

const names = { papel: 'papel', tenants: null }
const claims = {
  iss: 'https://id.test',
  sub: '42',
  name: 'Maria Silva',
  preferred_username: 'Maria',
  papel: 'operador',
}

const refusal = (said: Record<string, unknown>, by: Parameters<typeof readSsoUser>[1] = names) => {
  try {
    readSsoUser(said, by)
  } catch (error) {
    assert.ok(error instanceof HubError)
    assert.equal(error.code, 'refused')
    return error.message
  }
  return assert.fail('it was believed')
}

test('an operator is who the provider says, by issuer and subject', () => {
  assert.deepEqual(readSsoUser(claims, names), {
    sub: 'https://id.test#42',
    login: 'maria',
    nome: 'Maria Silva',
    papel: 'operador',
    tenants: null,
  })
})

test('the login is the first name that can be one, or made of the subject', () => {
  const login = (more: Record<string, unknown>) => readSsoUser({ ...claims, ...more }, names).login
  assert.equal(login({ preferred_username: 'Maria da Silva', email: 'M@x.com' }), 'm@x.com')
  assert.match(login({ preferred_username: 'Maria da Silva' }), /^sso-[0-9a-f]{16}$/)
  assert.match(login({ preferred_username: { $ne: '' }, email: ['a@x'] }), /^sso-/)
  assert.notEqual(
    login({ preferred_username: undefined }),
    login({ preferred_username: undefined, sub: '43' }),
  )
})

test('without a name there is a login to show, and a long one is cut', () => {
  const nome = (name: unknown) => readSsoUser({ ...claims, name }, names).nome
  assert.equal(nome(undefined), 'Maria')
  assert.equal(nome('x'.repeat(300)).length, 100)
  assert.ok(nome(`${'x'.repeat(99)}🔑`).isWellFormed())
})

test('exactly one papel of ours, alone, in a list, or deep in an object', () => {
  const papel = (said: unknown, claim = 'papel') =>
    readSsoUser({ ...claims, papel: undefined, ...(said as object) }, { ...names, papel: claim })
      .papel
  assert.equal(papel({ papel: ['offline', 'dba'] }), 'dba')
  assert.equal(papel({ realm_access: { roles: ['admin'] } }, 'realm_access.roles'), 'admin')
  assert.equal(papel({ 'https://hub.test/papel': 'leitor' }, 'https://hub.test/papel'), 'leitor')
  for (const wrong of [undefined, null, '', 'rei', 'Admin', 1, {}, [], ['x'], 'admin,leitor']) {
    assert.match(refusal({ ...claims, papel: wrong }), /nenhum papel/, JSON.stringify(wrong))
  }
  assert.match(refusal({ ...claims, papel: ['admin', 'leitor'] }), /mais de um papel/)
  assert.match(refusal(claims, { ...names, papel: 'constructor.name' }), /nenhum papel/)
})

test('stores are all of them only where the provider says so in a word', () => {
  const by = { papel: 'papel', tenants: 'lojas' }
  const tenants = (lojas: unknown) => readSsoUser({ ...claims, lojas }, by).tenants
  assert.deepEqual(tenants('todos'), [])
  assert.deepEqual(tenants([123, '456']), [123, 456])
  assert.deepEqual(tenants('123, 456'), [123, 456])
  for (const wrong of [
    undefined,
    null,
    '',
    [],
    {},
    'todas',
    [0],
    [1.5],
    ['x'],
    [null],
    [-1],
    [[1]],
    true,
  ]) {
    assert.match(refusal({ ...claims, lojas: wrong }, by), /quais lojas/, JSON.stringify(wrong))
  }
})

test('who has no subject is nobody', () => {
  for (const wrong of [{ sub: '' }, { sub: undefined }, { sub: 42 }, { iss: undefined }]) {
    assert.match(refusal({ ...claims, ...wrong }), /não disse quem/)
  }
})
