/** Passwords: their rules, their storage, and that a check reveals nothing about which logins exist. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { HubError } from '../../../src/core/errors.ts'
import {
  generatePassword,
  hashPassword,
  passwordProblem,
  verifyPassword,
} from '../../../src/core/password.ts'

const PASSWORD = 'correto cavalo bateria'
const CHEAP = 16

test('a password is stored as scrypt with N = 2^17, and the stored text says so', async () => {
  const stored = await hashPassword(PASSWORD)
  assert.match(stored, /^scrypt\$131072\$8\$1\$[\w-]{22}\$[\w-]{43}$/)
  assert.ok(!stored.includes(PASSWORD))
  assert.equal(await verifyPassword(PASSWORD, stored), true)
  assert.equal(await verifyPassword(`${PASSWORD}.`, stored), false)
})

test('a hash with another cost is still verified, and two hashes of one password differ', async () => {
  const [one, two] = [await hashPassword(PASSWORD, CHEAP), await hashPassword(PASSWORD, CHEAP)]
  assert.notEqual(one, two)
  assert.equal(await verifyPassword(PASSWORD, one), true)
  assert.equal(await verifyPassword(PASSWORD, two), true)
})

test('a password matches its own hash and no other', async () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1 })
  await fc.assert(
    fc.asyncProperty(text, text, async (one, two) => {
      const stored = await hashPassword(one, CHEAP)
      assert.equal(await verifyPassword(one, stored), true)
      const same = one.normalize('NFKC') === two.normalize('NFKC')
      assert.equal(await verifyPassword(two, stored), same)
    }),
    { numRuns: 30 },
  )
})

test('é typed as one character or as two makes the same password', async () => {
  const stored = await hashPassword('caf\u00e9 da manh\u00e3', CHEAP)
  assert.equal(await verifyPassword('cafe\u0301 da manha\u0303', stored), true)
})

test('a missing hash and a text that is no hash are refused with any password', async () => {
  const hash = (await hashPassword(PASSWORD, CHEAP)).split('$')
  const broken = [
    ['bcrypt', ...hash.slice(1)],
    [...hash.slice(0, 5), ''],
    [...hash.slice(0, 5), 'AAAA'],
    ['scrypt', 'x', ...hash.slice(2)],
    ['scrypt', '-1', ...hash.slice(2)],
  ].map((parts) => parts.join('$'))
  for (const stored of [null, '', ...broken]) {
    assert.equal(await verifyPassword(PASSWORD, stored), false, String(stored))
    assert.equal(await verifyPassword('', stored), false, String(stored))
  }
})

test('an unknown login takes as long as a wrong password', async () => {
  const stored = await hashPassword(PASSWORD)
  const spent = async (of: string | null) => {
    const from = process.cpuUsage()
    for (let i = 0; i < 3; i++) await verifyPassword('errada errada', of)
    const { user, system } = process.cpuUsage(from)
    return user + system
  }
  const [known, unknown] = [await spent(stored), await spent(null)]
  assert.ok(unknown > known / 2 && unknown < known * 2, `${unknown} µs and ${known} µs`)
})

test('beyond a short queue a check is refused with a sentence, and later checks work', async () => {
  const stored = await hashPassword(PASSWORD, CHEAP)
  const all = await Promise.allSettled(
    Array.from({ length: 100 }, () => verifyPassword(PASSWORD, stored)),
  )
  const refused = all.filter((one) => one.status === 'rejected')
  assert.equal(refused.length, 100 - 34)
  for (const { reason } of refused) {
    assert.ok(reason instanceof HubError)
    assert.deepEqual([reason.code, reason.retryable], ['unavailable', true])
  }
  assert.equal(await verifyPassword(PASSWORD, stored), true)
})

test('a password has 12 to 128 characters, whatever they are', () => {
  const says = (password: string) => passwordProblem(password, 'maria')
  for (const good of [PASSWORD, 'çãé🔑 chave!!', `a1b2${'x'.repeat(124)}`]) {
    assert.equal(says(good), null, good)
  }
  assert.match(says('onze caract') ?? '', /de 12 a 128/)
  assert.match(says(`a1b2${'x'.repeat(125)}`) ?? '', /de 12 a 128/)
  assert.match(says('🔑'.repeat(6)) ?? '', /de 12 a 128/)
  assert.match(says(`metade \ud800 de um par`) ?? '', /inválido/)
  assert.match(says('senha da MARIA 2026') ?? '', /conter o login/)
  assert.match(says('aaaaaaaaaaaaaaaa') ?? '', /repete/)
  assert.equal(passwordProblem('a chave da porta', 'a'), null)
})

test('generated passwords are accepted, and no two are alike', () => {
  const made = Array.from({ length: 50 }, generatePassword)
  for (const one of made) {
    assert.match(one, /^[a-z2-9]{5}(-[a-z2-9]{5}){3}$/)
    assert.equal(passwordProblem(one, 'admin'), null)
  }
  assert.equal(new Set(made).size, 50)
})
