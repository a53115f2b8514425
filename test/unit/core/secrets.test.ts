import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { HubError } from '../../../src/core/errors.ts'
import {
  createSecrets,
  generateKey,
  parseKeys,
  type SecretPlace,
} from '../../../src/core/secrets.ts'

const place: SecretPlace = {
  tenant: 123,
  table: 'integracao_conector',
  column: 'client_secret_enc',
  row: 7,
}
const PLAIN = 'segredo-do-conector'

const failsWith = (code: string) => (error: unknown) => {
  assert.ok(error instanceof HubError)
  assert.equal(error.code, code)
  assert.ok(!error.message.includes(PLAIN))
  return true
}

describe('sealing', () => {
  const secrets = createSecrets(parseKeys(generateKey()))

  test('a sealed value opens in its own place', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        assert.equal(secrets.open(secrets.seal(text, place), place), text)
      }),
    )
  })

  test('a row id opens as number, bigint or text alike', () => {
    const sealed = secrets.seal(PLAIN, { ...place, row: 7n, tenant: '123' })
    assert.equal(secrets.open(sealed, place), PLAIN)
  })

  test('two seals of one text differ and show nothing of it', () => {
    const [one, two] = [secrets.seal(PLAIN, place), secrets.seal(PLAIN, place)]
    assert.notEqual(one, two)
    assert.match(one, /^v1\.[0-9a-f]{8}\.[\w-]{16}\.[\w-]{22}\.[\w-]+$/)
    assert.ok(!one.includes(PLAIN) && !Buffer.from(one).includes(PLAIN))
  })

  const moved: [string, Partial<SecretPlace>][] = [
    ['another tenant', { tenant: 124 }],
    ['another table', { table: 'operador' }],
    ['another column', { column: 'refresh_token_enc' }],
    ['another row', { row: 8 }],
  ]
  for (const [where, change] of moved) {
    test(`a value copied to ${where} does not open`, () => {
      const sealed = secrets.seal(PLAIN, place)
      assert.throws(
        () => secrets.open(sealed, { ...place, ...change }),
        failsWith('secret_unreadable'),
      )
    })
  }

  test('a change of any one character does not open', () => {
    const sealed = secrets.seal(PLAIN, place)
    for (let at = 0; at < sealed.length; at += 1) {
      for (const other of ['A', 'B', '.', '=', ' ', '+']) {
        if (sealed[at] === other) continue
        const changed = sealed.slice(0, at) + other + sealed.slice(at + 1)
        assert.throws(() => secrets.open(changed, place), HubError, changed)
      }
    }
  })

  test('a truncated tag, value or IV does not open, nor does a value with an addition', () => {
    const [version = '', kid = '', iv = '', tag = '', body = ''] = secrets
      .seal(PLAIN, place)
      .split('.')
    const shorter = (text: string, bytes: number) =>
      Buffer.from(text, 'base64url').subarray(0, bytes).toString('base64url')
    const broken = [
      ...[4, 8, 12, 13, 14, 15].map((bytes) => [version, kid, iv, shorter(tag, bytes), body]),
      [version, kid, shorter(iv, 11), tag, body],
      [version, kid, iv, tag, shorter(body, 5)],
      [version, kid, iv, tag],
      [version, kid, iv, tag, body, ''],
      ['v2', kid, iv, tag, body],
      [''],
    ]
    for (const parts of broken) {
      assert.throws(() => secrets.open(parts.join('.'), place), failsWith('secret_unreadable'))
    }
  })

  test('a value of an unknown key says which key is missing', () => {
    const sealed = createSecrets(parseKeys(`outra:${generateKey()}`)).seal(PLAIN, place)
    assert.throws(
      () => secrets.open(sealed, place),
      (error) => {
        assert.match((error as HubError).message, /"outra"/)
        return failsWith('secrets_key_missing')(error)
      },
    )
  })

  test('a key under the right name but with other bytes does not open', () => {
    const sealed = createSecrets(parseKeys(`k:${generateKey()}`)).seal(PLAIN, place)
    const other = createSecrets(parseKeys(`k:${generateKey()}`))
    assert.throws(() => other.open(sealed, place), failsWith('secret_unreadable'))
  })

  test('a place that could be read as another is refused', () => {
    assert.throws(() => secrets.seal(PLAIN, { ...place, tenant: '1|a' }), TypeError)
    assert.throws(() => secrets.seal(PLAIN, { ...place, row: '' }), TypeError)
  })
})

describe('keys', () => {
  const [a, b] = [generateKey(), generateKey()]

  test('the first key seals, the others still open', () => {
    const old = createSecrets(parseKeys(`velha:${a}`)).seal(PLAIN, place)
    const rotated = createSecrets(parseKeys(`nova:${b},\n velha:${a}\n`))
    assert.equal(rotated.open(old, place), PLAIN)
    assert.match(rotated.seal(PLAIN, place), /^v1\.nova\./)
  })

  test('a key without a name is known by its fingerprint, with or without padding', () => {
    const { current } = parseKeys(a)
    assert.match(current, /^[0-9a-f]{8}$/)
    assert.equal(parseKeys(a.replace('=', '')).current, current)
  })

  const invalid: [string, string][] = [
    ['nothing', ''],
    ['only separators', ' ,\n'],
    ['31 bytes', Buffer.alloc(31).toString('base64')],
    ['33 bytes', Buffer.alloc(33).toString('base64')],
    ['not base64', `${'ç'.repeat(43)}=`],
    ['trailing rubbish', `${a}!!`],
    ['a bad name', `a.b:${a}`],
    ['an empty name', `:${a}`],
    ['two of one name', `k:${a},k:${b}`],
  ]
  for (const [what, text] of invalid) {
    test(`${what} is refused without being repeated`, () => {
      assert.throws(
        () => parseKeys(text),
        (error) => {
          assert.ok(error instanceof HubError && error.code === 'config_invalid')
          assert.ok(text.trim() === '' || !error.message.includes(text))
          assert.ok(!error.message.includes(a))
          return true
        },
      )
    })
  }
})
