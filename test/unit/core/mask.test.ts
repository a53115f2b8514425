import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { maskDoc, maskEmail, maskName, maskPhone, maskText } from '../../../src/core/text/mask.ts'

const nonDigit = fc.string({ unit: 'binary' }).map((text) => text.replace(/\d/g, ''))
const digit = fc.integer({ min: 0, max: 9 })

/** Valid CPFs: nine digits and two check digits. */
const cpf = fc.array(digit, { minLength: 9, maxLength: 9 }).map((nine) => {
  const check = (digits: number[]) => {
    const sum = digits.reduce((total, each, at) => total + each * (digits.length + 1 - at), 0)
    return ((sum * 10) % 11) % 10
  }
  const ten = [...nine, check(nine)]
  return [...ten, check(ten)].join('')
})

const mobile = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.nat(99_999_999))
  .map(([a, b, rest]) => `${a}${b}9${String(rest).padStart(8, '0')}`)

describe('single values', () => {
  const cases: [(text: string) => string, string, string][] = [
    [maskName, 'Maria Silva', 'Maria S.'],
    [maskName, '  maria   da silva ', 'maria S.'],
    [maskName, 'Maria', 'M***'],
    [maskName, '12345678909 Maria', '***.***.***-09 M.'],
    [maskName, '', ''],
    [maskDoc, '12345678909', '***.***.***-09'],
    [maskDoc, '123.456.789-09', '***.***.***-09'],
    [maskDoc, '11222333000181', '**.***.***/****-81'],
    [maskDoc, '12.ABC.345/01DE-35', '**.***.***/****-35'],
    [maskDoc, 'passaporte X', '***'],
    [maskPhone, '+5511999990000', '+55 11 *****-0000'],
    [maskPhone, '(11) 99999-1234', '11 *****-1234'],
    [maskPhone, '1134567890', '11 ****-7890'],
    [maskPhone, '+1 202 555 0143', '***-0143'],
    [maskPhone, '190', '***'],
    [maskEmail, 'maria@dominio.com', 'm***@d***.com'],
    [maskEmail, 'maria@dominio.com.br', 'm***@d***.com.br'],
    [maskEmail, 'maria', '***'],
  ]
  for (const [mask, given, expected] of cases) {
    test(`${mask.name}(${JSON.stringify(given)}) is ${JSON.stringify(expected)}`, () => {
      assert.equal(mask(given), expected)
    })
  }
})

describe('texts', () => {
  const hidden: [string, string][] = [
    ['cpf 12345678909.', 'cpf ***.***.***-09.'],
    ['cpf:123.456.789-09', 'cpf:***.***.***-09'],
    ['CPF12345678909X', 'CPF***.***.***-09X'],
    ['000.000.000-00', '***.***.***-00'],
    ['cnpj 11222333000181', 'cnpj **.***.***/****-81'],
    ['cnpj 12.ABC.345/01DE-35', 'cnpj **.***.***/****-35'],
    ['ligue +5511999990000', 'ligue +55 11 *****-0000'],
    ['ligue 5511999990000', 'ligue +55 11 *****-0000'],
    ['ligue 11999990000', 'ligue 11 *****-0000'],
    ['ligue (11) 99999-0000', 'ligue 11 *****-0000'],
    ['ligue 11 3456-7890', 'ligue 11 ****-7890'],
    ['ligue 99999-1234', 'ligue ***-1234'],
    ['de maria.silva@dominio.com, ontem', 'de m***@d***.com, ontem'],
    ['joão@café.com.br', 'j***@c***.com.br'],
    ['token APP_USR-123456-abcdef-7890', 'token ***'],
    ['refresh TG-5b9032b4e23464aed1f959f-1234567', 'refresh ***'],
    ['com hub_Zk3vQm8r_aB-cD4eF5gH6iJ7', 'com ***'],
    ['Authorization: Bearer abcdef.ghi-jkl', 'Authorization: Bearer ***'],
    ['postgres://hub:s3nh@-forte@db:5432/hub', 'postgres://***@db:5432/hub'],
    ['a?client_secret=xyz&b=1', 'a?client_secret=***&b=1'],
    ['{"nome":"Maria Silva","x":1}', '{"nome":"***","x":1}'],
    ["{ nome: 'Maria Silva', x: 1 }", "{ nome: '***', x: 1 }"],
    ['{"first_name":"Maria"}', '{"first_name":"***"}'],
    [String.raw`{\"nome\":\"Maria Silva\"`, String.raw`{\"nome\":\"***`],
    ['Failing row contains (1, Maria Silva, 2).', 'Failing row contains (***)'],
  ]
  for (const [given, expected] of hidden) {
    test(`hides in ${JSON.stringify(given)}`, () => assert.equal(maskText(given), expected))
  }

  const kept = [
    'pedido 2000003508419013 recebido',
    'evento 1234567890123 em 1700000000000',
    'evento 4821',
    'segundos 1732391042',
    'ML|123|ORDER_CREATED|ML-ORD-987654|v1',
    'trace a8a4b8e0-1c2d-4e3f-8a9b-112345678909',
    'sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    '/shipments/41999142475 respondeu 404',
    '2026-11-23T19:44:02.123456789Z',
    'duração 12.987654 ms',
    'etiqueta BR123456789',
    '127.0.0.1:8080 e 192.168.100.200',
    'hub_owner e hub_integracao_evento_tenant_idx',
    'o campo nome: obrigatório',
    'http://127.0.0.1:8081/readyz',
    'lease de 30s, 500 eventos, xid 12345678901',
  ]
  for (const text of kept) {
    test(`keeps ${JSON.stringify(text)}`, () => assert.equal(maskText(text), text))
  }

  test('no masked text contains the digits of a CPF', () => {
    fc.assert(
      fc.property(nonDigit, cpf, nonDigit, fc.boolean(), (before, digits, after, dotted) => {
        const written = dotted ? digits.replace(/(...)(...)(...)(..)/, '$1.$2.$3-$4') : digits
        const masked = maskText(`${before}${written}${after}`)
        assert.ok(!masked.includes(written) && !masked.includes(digits), masked)
      }),
      { numRuns: 2000 },
    )
  })

  test('no masked text contains a mobile number, and masking again changes nothing of it', () => {
    fc.assert(
      fc.property(nonDigit, mobile, nonDigit, (before, digits, after) => {
        const masked = maskText(`${before}${digits}${after}`)
        assert.ok(!masked.includes(digits), masked)
        assert.equal(maskText(masked), masked)
      }),
      { numRuns: 2000 },
    )
  })

  test('no text makes a mask throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        for (const mask of [maskName, maskDoc, maskPhone, maskEmail, maskText]) mask(text)
      }),
    )
  })

  test('masking a long hostile text takes one pass', () => {
    const units = ['a', '1', 'a-', 'nome="', 'nome-', 'a.b@', '://a:', 'hub_-', '+1 ', '(11', '\\"']
    const start = performance.now()
    for (const unit of [...units, 'Failing row contains (', 'token :'])
      maskText(unit.repeat(50_000))
    assert.ok(performance.now() - start < 5000)
  })
})
