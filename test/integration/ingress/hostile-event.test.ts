/** A hostile event under a good signature: 422 with the field and the reason, nothing stored, no 500, no echo. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertRefused, CANARY, DIGITS, withRaw } from '../../support/ingress/hostile.ts'
import { envelope, openTestIngress } from '../../support/ingress/test-ingress.ts'

const deep = `${'['.repeat(500_000)}${']'.repeat(500_000)}`
const text = JSON.stringify(CANARY)
const REQUIRED = 'é obrigatório'
const NOT_TEXT = 'deve ser texto'
const NOT_NUMBER = 'deve ser um número'
const INEXACT = 'tem dígitos demais para ser um número exato'
const NOT_WHOLE = 'deve ser um número inteiro de até 16 dígitos'
const NUL = 'não pode conter o caractere NUL'
const HALF = 'contém um caractere Unicode incompleto'
const NOT_OBJECT = 'deve ser um objeto'
const NO_ITEMS = 'é obrigatório em ORDER_CREATED'
const NOT_TYPE = 'deve ter só letras maiúsculas, dígitos e sublinhado'
const NOT_POSITIVE = 'deve ser maior que zero'
const NOT_SIZES = 'deve ser um objeto com altura, largura e comprimento, ou um texto como 10x20x30'

/** The JSON that stands in place of a field of the example, and what is then said of that field. */
const refused: [campo: string, json: string, motivo: string][] = [
  ['canal', 'null', REQUIRED],
  ['canal', text, 'deve ser ML'],
  ['externalId', 'null', REQUIRED],
  ['externalId', String.raw`" \t"`, REQUIRED],
  ['externalId', `"${'x'.repeat(129)}"`, 'deve ter no máximo 128 caracteres'],
  ['externalId', DIGITS, NOT_TEXT],
  ['externalId', 'true', NOT_TEXT],
  ['externalId', String.raw`"a\u0000"`, NUL],
  ['externalId', String.raw`"a\ud800b"`, HALF],
  ['versao', 'null', REQUIRED],
  ['versao', '"1"', NOT_NUMBER],
  ['versao', '1.5', NOT_WHOLE],
  ['versao', '-1', 'não pode ser negativo'],
  ['versao', '9007199254740993', NOT_WHOLE],
  ['versao', '1e400', INEXACT],
  ['versao', DIGITS, INEXACT],
  ['versao', '1.0000000000000000001', INEXACT],
  ['tenantId', '"123"', NOT_NUMBER],
  ['tenantId', '0', NOT_POSITIVE],
  ['tenantId', DIGITS, INEXACT],
  ['tenantId', '124', 'não é o tenant autenticado'],
  ['traceId', text, 'deve ser um UUID'],
  ['tipo', 'null', REQUIRED],
  ['tipo', '"order_created"', NOT_TYPE],
  ['tipo', String.raw`"ORDER\n${CANARY}"`, NOT_TYPE],
  ['tipo', `"${'X'.repeat(65)}"`, 'deve ter no máximo 64 caracteres'],
  ['payload', `[${text}]`, NOT_OBJECT],
  ['payload', text, NOT_OBJECT],
  ['payload.itens', 'null', NO_ITEMS],
  ['payload.itens', '[]', NO_ITEMS],
  ['payload.itens', `{"sku":${text}}`, 'deve ser uma lista de itens'],
  ['payload.itens', `[0${',0'.repeat(1000)}]`, 'deve ter no máximo 1000 itens'],
  ['payload.itens.0', 'null', REQUIRED],
  ['payload.itens.0', text, NOT_OBJECT],
  ['payload.itens.0.sku', 'null', REQUIRED],
  ['payload.itens.0.sku', DIGITS, NOT_TEXT],
  ['payload.itens.0.sku', String.raw`"a\u0000"`, NUL],
  ['payload.itens.0.quantidade', 'null', REQUIRED],
  ['payload.itens.0.quantidade', '0', NOT_POSITIVE],
  ['payload.itens.0.quantidade', '-2', NOT_POSITIVE],
  ['payload.itens.0.quantidade', '"2"', NOT_NUMBER],
  ['payload.itens.0.quantidade', DIGITS, INEXACT],
  ['payload.itens.0.quantidade', '1e400', INEXACT],
  ['payload.volume.peso', '1.2345678901234567890', INEXACT],
  ['payload.volume.peso', '1e-300', NOT_POSITIVE],
  ['payload.volume.peso', '1e9', 'deve ser no máximo 100000'],
  ['payload.volume.dimensoes', '"10x20"', NOT_SIZES],
  ['payload.volume.dimensoes', text, NOT_SIZES],
  ['payload.volume.dimensoes.altura', 'null', REQUIRED],
  ['payload.destinatario', text, NOT_OBJECT],
  ['payload.destinatario.doc', '12345678909', NOT_TEXT],
  ['payload.destinatario.nome', `{${text}:1}`, NOT_TEXT],
  ['payload.destinatario.nome', String.raw`"\u0000"`, NUL],
  ['payload.etiqueta', String.raw`"\udc00"`, HALF],
  ['payload.status', `[${text}]`, NOT_TEXT],
]

test('a hostile event is refused with 422, the field and the reason, and is stored nowhere', async (t) => {
  const opened = await openTestIngress(t)
  for (const [path, json, motivo] of refused) {
    await t.test(`${path}: ${json.slice(0, 40)}`, async () => {
      const answer = await opened.post(withRaw(path, json))
      assert.equal(answer.status, 422)
      const campo = path.replace(/\.(\d+)/, '[$1]')
      assert.deepEqual(answer.json.erros, [{ campo, motivo }])
      await assertRefused(opened, answer)
    })
  }
})

test('a missing field is refused like one that is null', async (t) => {
  const opened = await openTestIngress(t)
  const answer = await opened.post({ canal: 'ML', tenantId: 123 })
  assert.deepEqual(
    answer.json.erros,
    ['tipo', 'externalId', 'versao'].map((campo) => ({ campo, motivo: REQUIRED })),
  )
  const proto = await opened.post(`{"__proto__":${JSON.stringify(envelope())}}`)
  assert.equal(proto.json.erros.length, 5, 'what only __proto__ brings is not there')
  await assertRefused(opened, proto)
})

test('of a list of a hundred mistakes the first twenty are told', async (t) => {
  const { post } = await openTestIngress(t)
  const answer = await post(envelope({ payload: { itens: Array(100).fill({}) } }))
  assert.equal(answer.json.erros.length, 20)
  const listed = await post({ eventos: [envelope({ payload: { itens: Array(100).fill({}) } })] })
  assert.match(listed.json.eventos[0]!.motivo!, /; e mais 17$/)
})

test('fields that are not kept may hold anything, and are dropped before anything is stored', async (t) => {
  const { post, client } = await openTestIngress(t)
  const nested = `${'['.repeat(20)}${DIGITS}${']'.repeat(20)}`
  const odd = `"${CANARY}":"${CANARY}","n":${DIGITS},"\\u0000":"\\u0000","s":"\\ud800","deep":${nested}`
  const proto = `"__proto__":{"status":"${CANARY}","sujo":1},"constructor":{"prototype":{"sujo":1}}`
  const body = `{
    "canal":"ML","tenantId":123,"tipo":"ORDER_CREATED","externalId":" A ","versao":1,${odd},${proto},
    "payload":{${odd},${proto},
      "destinatario":{"nome":" Maria ","doc":"","telefone":null,"email":"${CANARY}",${odd},${proto}},
      "itens":[{"sku":"B","quantidade":1,${odd},${proto}},{"sku":" A ","quantidade":0.1},{"sku":"A","quantidade":0.2}],
      "volume":{"peso":null,"dimensoes":" 10,5 x 20 X 30 cm ",${odd},${proto}}, "etiqueta":"  ","status":null}}`
  const answer = await post(body)
  assert.equal(answer.status, 202)
  assert.equal(Object.hasOwn(Object.prototype, 'sujo'), false)
  assert.deepEqual(
    await client.rows('select external_id, payload_json from hub.integracao_evento'),
    [
      {
        external_id: 'A',
        payload_json: {
          destinatario: { nome: 'Maria' },
          itens: [
            { sku: 'A', quantidade: 0.3 },
            { sku: 'B', quantidade: 1 },
          ],
          volume: { dimensoes: { altura: 10.5, largura: 20, comprimento: 30 } },
        },
      },
    ],
  )
})

test('half a million nested lists are refused before they are parsed, wherever they stand', async (t) => {
  const { post, client } = await openTestIngress(t)
  for (const path of ['extra', 'payload.itens.0.sku']) {
    const { status, json } = await post(withRaw(path, deep))
    assert.deepEqual([status, json.codigo], [400, 'json_excessivo'], path)
  }
  assert.equal(await client.value('select count(*)::int from hub.integracao_evento'), 0)
})
