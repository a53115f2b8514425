/**
 * What a hostile or broken sender may try: each a clear status with problem+json, nothing stored that should not be,
 * no 500, and nothing of what was sent in the answer or in the log.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  envelope,
  openTestDoor,
  type Answered,
  type PostOptions,
  type TestDoor,
} from '../support/test-door.ts'

const CANARY = 'CANARIO-7f3a9'
const DIGITS = '12345678901234567890'

/** The example with one text put in place of a field, as it would stand in the JSON. */
function raw(campo: string, json: string, changes: Record<string, unknown> = {}): string {
  const mark = '"@@"'
  const path = campo.split('.')
  const last = path.pop()!
  const whole = structuredClone(envelope(changes))
  const parent = path.reduce<Record<string, unknown>>(
    (at, key) => at[key] as Record<string, unknown>,
    whole,
  )
  parent[last] = '@@'
  return JSON.stringify(whole).replace(mark, json)
}

const headers = (name: string, value: string | null): PostOptions => ({
  headers: { [name]: value },
})

type Case = [name: string, body: unknown, options: PostOptions, status: number, codigo: string]

const mib = 1024 * 1024
const requests: Case[] = [
  ['no tenant', envelope(), headers('x-tenant', null), 400, 'tenant_invalido'],
  ['an empty tenant', envelope(), headers('x-tenant', ''), 400, 'tenant_invalido'],
  ['a tenant of letters', envelope(), headers('x-tenant', CANARY), 400, 'tenant_invalido'],
  ['a tenant of 20 digits', envelope(), headers('x-tenant', DIGITS), 400, 'tenant_invalido'],
  [
    'a tenant past 2^53',
    envelope(),
    headers('x-tenant', '9007199254740993'),
    400,
    'tenant_invalido',
  ],
  ['a negative tenant', envelope(), headers('x-tenant', '-123'), 400, 'tenant_invalido'],
  [
    'a tenant with a zero in front',
    envelope(),
    headers('x-tenant', '0123'),
    400,
    'tenant_invalido',
  ],
  ['tenant 0', envelope(), headers('x-tenant', '0'), 400, 'tenant_invalido'],
  ['two tenants', envelope(), headers('x-tenant', '123, 123'), 400, 'tenant_invalido'],
  ['no content type', envelope(), headers('content-type', null), 415, 'tipo_de_conteudo'],
  [
    'a form',
    envelope(),
    headers('content-type', 'application/x-www-form-urlencoded'),
    415,
    'tipo_de_conteudo',
  ],
  ['text', envelope(), headers('content-type', `text/plain; ${CANARY}`), 415, 'tipo_de_conteudo'],
  [
    'JSON in latin1',
    envelope(),
    headers('content-type', 'application/json; charset=iso-8859-1'),
    415,
    'tipo_de_conteudo',
  ],
  [
    'json-patch',
    envelope(),
    headers('content-type', 'application/json-patch+json'),
    415,
    'tipo_de_conteudo',
  ],
  ['gzip', envelope(), headers('content-encoding', 'gzip'), 415, 'tipo_de_conteudo'],
  [
    'a chain of encodings',
    envelope(),
    headers('content-encoding', 'identity, br'),
    415,
    'tipo_de_conteudo',
  ],
  ['a body of 2 MiB', ' '.repeat(2 * mib), {}, 413, 'corpo_grande'],
  ['a body of 1 MiB and 1 byte', ' '.repeat(mib + 1), {}, 413, 'corpo_grande'],
  [
    'an announced body of 2 MiB',
    '{}',
    headers('content-length', String(2 * mib)),
    413,
    'corpo_grande',
  ],
  ['an empty body', '', {}, 400, 'json_invalido'],
  ['half an object', '{"canal":', {}, 400, 'json_invalido'],
  ['two objects', '{}{}', {}, 400, 'json_invalido'],
  ['a comment', `{/*${CANARY}*/}`, {}, 400, 'json_invalido'],
  ['NaN', raw('versao', 'NaN'), {}, 400, 'json_invalido'],
  ['invalid UTF-8', new Uint8Array([0x22, 0xc3, 0x28, 0x22]), {}, 400, 'json_invalido'],
  [
    'a surrogate in UTF-8',
    new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22]),
    {},
    400,
    'json_invalido',
  ],
  ['1 MiB of [', '['.repeat(mib), {}, 400, 'json_invalido'],
  ['null', 'null', {}, 422, 'evento_invalido'],
  ['a text', JSON.stringify(CANARY), {}, 422, 'evento_invalido'],
  ['a list without its envelope', [envelope()], {}, 422, 'evento_invalido'],
  ['an empty object', '{}', {}, 422, 'evento_invalido'],
  [
    'half a million nested lists',
    `${'['.repeat(mib / 2)}${']'.repeat(mib / 2)}`,
    {},
    422,
    'evento_invalido',
  ],
  ['an empty list of events', { eventos: [] }, {}, 422, 'lista_invalida'],
  ['events that are no list', { eventos: CANARY }, {}, 422, 'lista_invalida'],
  ['events that are null', { eventos: null }, {}, 422, 'lista_invalida'],
  ['501 events', { eventos: Array(501).fill(0) }, {}, 422, 'lista_invalida'],
  [
    'a list of which nothing is good',
    { eventos: [CANARY, null, 1, [], {}] },
    {},
    422,
    'evento_invalido',
  ],
  [
    'another type in X-Event-Type',
    envelope(),
    headers('x-event-type', 'ORDER_UPDATED'),
    422,
    'evento_invalido',
  ],
  ['a strange X-Event-Type', envelope(), headers('x-event-type', CANARY), 422, 'evento_invalido'],
]

const events: [name: string, body: unknown, campo: string, motivo: string][] = [
  ['no canal', envelope({ canal: null }), 'canal', 'é obrigatório'],
  ['another canal', envelope({ canal: CANARY }), 'canal', 'deve ser ML'],
  ['no externalId', envelope({ externalId: undefined }), 'externalId', 'é obrigatório'],
  ['a blank externalId', envelope({ externalId: ' \t' }), 'externalId', 'é obrigatório'],
  [
    'an externalId of 129',
    envelope({ externalId: 'x'.repeat(129) }),
    'externalId',
    'deve ter no máximo 128 caracteres',
  ],
  ['an externalId of 20 digits', raw('externalId', DIGITS), 'externalId', 'deve ser texto'],
  ['an externalId of true', envelope({ externalId: true }), 'externalId', 'deve ser texto'],
  [
    'NUL in externalId',
    envelope({ externalId: `${CANARY}\0` }),
    'externalId',
    'não pode conter o caractere NUL',
  ],
  [
    'a lone surrogate in externalId',
    raw('externalId', String.raw`"a\ud800b"`),
    'externalId',
    'contém um caractere Unicode incompleto',
  ],
  ['no versao', envelope({ versao: undefined }), 'versao', 'é obrigatório'],
  ['a versao of text', envelope({ versao: '1' }), 'versao', 'deve ser um número'],
  [
    'half a versao',
    envelope({ versao: 1.5 }),
    'versao',
    'deve ser um número inteiro de até 16 dígitos',
  ],
  [
    'a versao past 2^53',
    raw('versao', '9007199254740993'),
    'versao',
    'deve ser um número inteiro de até 16 dígitos',
  ],
  [
    'a versao of 20 digits',
    raw('versao', DIGITS),
    'versao',
    'tem dígitos demais para ser um número exato',
  ],
  [
    'a versao of 1e400',
    raw('versao', '1e400'),
    'versao',
    'deve ser um número inteiro de até 16 dígitos',
  ],
  [
    'a versao that only rounds to 1',
    raw('versao', '1.0000000000000000001'),
    'versao',
    'tem dígitos demais para ser um número exato',
  ],
  ['a tenantId of text', envelope({ tenantId: '123' }), 'tenantId', 'deve ser um número'],
  [
    'a tenantId of 20 digits',
    raw('tenantId', DIGITS),
    'tenantId',
    'tem dígitos demais para ser um número exato',
  ],
  ['another tenantId', envelope({ tenantId: 124 }), 'tenantId', 'não é o tenant autenticado'],
  ['a traceId that is no UUID', envelope({ traceId: CANARY }), 'traceId', 'deve ser um UUID'],
  [
    'a tipo in small letters',
    envelope({ tipo: 'order_created' }),
    'tipo',
    'deve ter só letras maiúsculas, dígitos e sublinhado',
  ],
  [
    'a tipo with a line break',
    envelope({ tipo: `ORDER\n${CANARY}` }),
    'tipo',
    'deve ter só letras maiúsculas, dígitos e sublinhado',
  ],
  ['a tipo of 65', envelope({ tipo: 'X'.repeat(65) }), 'tipo', 'deve ter no máximo 64 caracteres'],
  ['a payload that is a list', envelope({ payload: [CANARY] }), 'payload', 'deve ser um objeto'],
  ['a payload that is a text', envelope({ payload: CANARY }), 'payload', 'deve ser um objeto'],
  [
    'an order without payload',
    envelope({ payload: undefined }),
    'payload.itens',
    'é obrigatório em ORDER_CREATED',
  ],
  [
    'an order without items',
    envelope({ payload: { itens: [] } }),
    'payload.itens',
    'é obrigatório em ORDER_CREATED',
  ],
  [
    'items that are an object',
    envelope({ payload: { itens: { sku: CANARY } } }),
    'payload.itens',
    'deve ser uma lista de itens',
  ],
  [
    '1001 items',
    envelope({ payload: { itens: Array(1001).fill(0) } }),
    'payload.itens',
    'deve ter no máximo 1000 itens',
  ],
  [
    'an item that is null',
    envelope({ payload: { itens: [null] } }),
    'payload.itens[0]',
    'é obrigatório',
  ],
  [
    'an item without sku',
    envelope({ payload: { itens: [{ quantidade: 1 }] } }),
    'payload.itens[0].sku',
    'é obrigatório',
  ],
  [
    'a sku that is a number',
    raw('payload.itens.0.sku', DIGITS),
    'payload.itens[0].sku',
    'deve ser texto',
  ],
  [
    'NUL in a sku',
    raw('payload.itens.0.sku', String.raw`"a\u0000"`),
    'payload.itens[0].sku',
    'não pode conter o caractere NUL',
  ],
  [
    'an item without quantidade',
    envelope({ payload: { itens: [{ sku: CANARY }] } }),
    'payload.itens[0].quantidade',
    'é obrigatório',
  ],
  [
    'a quantidade of 0',
    raw('payload.itens.0.quantidade', '0'),
    'payload.itens[0].quantidade',
    'deve ser maior que zero',
  ],
  [
    'a negative quantidade',
    raw('payload.itens.0.quantidade', '-2'),
    'payload.itens[0].quantidade',
    'deve ser maior que zero',
  ],
  [
    'a quantidade of 20 digits',
    raw('payload.itens.0.quantidade', DIGITS),
    'payload.itens[0].quantidade',
    'tem dígitos demais para ser um número exato',
  ],
  [
    'a quantidade of 1e400',
    raw('payload.itens.0.quantidade', '1e400'),
    'payload.itens[0].quantidade',
    'deve ser no máximo 1000000',
  ],
  [
    'a quantidade of text',
    raw('payload.itens.0.quantidade', '"2"'),
    'payload.itens[0].quantidade',
    'deve ser um número',
  ],
  [
    'a peso of 20 digits',
    raw('payload.volume.peso', '1.2345678901234567890'),
    'payload.volume.peso',
    'tem dígitos demais para ser um número exato',
  ],
  [
    'a peso below a gram',
    raw('payload.volume.peso', '1e-300'),
    'payload.volume.peso',
    'deve ser maior que zero',
  ],
  [
    'dimensoes of two',
    envelope({ payload: { itens: [{ sku: 'A', quantidade: 1 }], volume: { dimensoes: '10x20' } } }),
    'payload.volume.dimensoes',
    'deve ser um objeto com altura, largura e comprimento, ou um texto como 10x20x30',
  ],
  [
    'dimensoes without altura',
    raw('payload.volume.dimensoes', '{"largura":1,"comprimento":1}'),
    'payload.volume.dimensoes.altura',
    'é obrigatório',
  ],
  [
    'a destinatario that is a text',
    raw('payload.destinatario', `"${CANARY}"`),
    'payload.destinatario',
    'deve ser um objeto',
  ],
  [
    'a doc that is a number',
    raw('payload.destinatario.doc', '12345678909'),
    'payload.destinatario.doc',
    'deve ser texto',
  ],
  [
    'a nome that is an object',
    raw('payload.destinatario.nome', `{"${CANARY}":1}`),
    'payload.destinatario.nome',
    'deve ser texto',
  ],
  [
    'NUL in a nome',
    raw('payload.destinatario.nome', String.raw`"\u0000"`),
    'payload.destinatario.nome',
    'não pode conter o caractere NUL',
  ],
  [
    'a lone surrogate in an etiqueta',
    raw('payload.etiqueta', String.raw`"\udc00"`),
    'payload.etiqueta',
    'contém um caractere Unicode incompleto',
  ],
  [
    'a status that is a list',
    raw('payload.status', `["${CANARY}"]`),
    'payload.status',
    'deve ser texto',
  ],
  [
    'a sku of half a million nested lists',
    raw('payload.itens.0.sku', `${'['.repeat(mib / 2 - 500)}${']'.repeat(mib / 2 - 500)}`),
    'payload.itens[0].sku',
    'deve ser texto',
  ],
  [
    'what is required only in __proto__',
    `{"__proto__":${JSON.stringify(envelope())}}`,
    'canal',
    'é obrigatório',
  ],
]

async function assertRefused(
  { client, logged }: TestDoor,
  { text, headers: sent }: Answered,
): Promise<void> {
  assert.equal(sent.get('content-type'), 'application/problem+json')
  assert.equal(sent.get('cache-control'), 'no-store')
  for (const hidden of [CANARY, DIGITS]) {
    assert.equal(text.includes(hidden), false, 'the answer echoes')
    assert.equal(logged.join('').includes(hidden), false, 'the log echoes')
  }
  for (const table of ['integracao_evento', 'integracao_outbox', 'idempotencia']) {
    assert.equal(await client.value(`select count(*)::int from hub.${table}`), 0, table)
  }
}

test('a hostile request is refused with a clear status, stored nowhere and echoed nowhere', async (t) => {
  const opened = await openTestDoor(t)
  for (const [name, body, options, status, codigo] of requests) {
    await t.test(name, async () => {
      const answer = await opened.post(body, options)
      assert.deepEqual([answer.status, answer.json.codigo], [status, codigo])
      await assertRefused(opened, answer)
    })
  }
})

test('a hostile event is refused with 422, the field and the reason, and is stored nowhere', async (t) => {
  const opened = await openTestDoor(t)
  for (const [name, body, campo, motivo] of events) {
    await t.test(name, async () => {
      const answer = await opened.post(body)
      assert.equal(answer.status, 422)
      assert.deepEqual(answer.json.erros[0], { campo, motivo })
      await assertRefused(opened, answer)
    })
  }
})

test('a list of a hundred mistakes is told the first twenty', async (t) => {
  const { post } = await openTestDoor(t)
  const answer = await post(envelope({ payload: { itens: Array(100).fill({}) } }))
  assert.equal(answer.json.erros.length, 20)
  const listed = await post({ eventos: [envelope({ payload: { itens: Array(100).fill({}) } })] })
  assert.match(listed.json.eventos[0]!.motivo!, /; e mais 17$/)
})

test('what is not kept may be anything, and is dropped before it is stored', async (t) => {
  const { post, client } = await openTestDoor(t)
  const nested = `${'['.repeat(1000)}${DIGITS}${']'.repeat(1000)}`
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

test('half a million nested lists in a dropped field harm nobody', async (t) => {
  const { post } = await openTestDoor(t)
  const depth = 500_000
  const answer = await post(raw('extra', `${'['.repeat(depth)}${']'.repeat(depth)}`))
  assert.equal(answer.status, 202)
  const digits = await post(raw('extra', `${'['.repeat(depth)}${DIGITS}${']'.repeat(depth)}`))
  assert.ok([202, 400].includes(digits.status), `answered ${digits.status}`)
})

test('a body of exactly 1 MiB is read', async (t) => {
  const { post } = await openTestDoor(t)
  assert.equal((await post(JSON.stringify(envelope()).padEnd(mib))).status, 202)
})

test('an unknown but well-formed type is stored IGNORADO, without its payload and without an outbox row', async (t) => {
  const { post, client } = await openTestDoor(t)
  const answer = await post(envelope({ tipo: 'CLAIM_OPENED_2', payload: CANARY }))
  assert.equal(answer.status, 202)
  assert.equal(answer.json.status, 'IGNORADO')
  assert.deepEqual(
    await client.rows('select tipo, status, payload_json from hub.integracao_evento'),
    [{ tipo: 'CLAIM_OPENED_2', status: 'IGNORADO', payload_json: {} }],
  )
  assert.equal(await client.value('select count(*)::int from hub.integracao_outbox'), 0)
})

test('an event keeps its own trace, else that of the request’s traceparent, else a new one', async (t) => {
  const { post } = await openTestDoor(t)
  const traceId = 'A8A4B8E0-0000-4000-8000-00000000000F'
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  const own = await post(envelope({ externalId: 'A', traceId }), { headers: { traceparent } })
  assert.equal(own.json.traceId, traceId.toLowerCase())
  const propagated = await post(envelope({ externalId: 'B' }), { headers: { traceparent } })
  assert.equal(propagated.json.traceId, '0af76519-16cd-43dd-8448-eb211c80319c')
  const bad = { traceparent: `00-${'0'.repeat(32)}-b7ad6b7169203331-01` }
  const fresh = await post(envelope({ externalId: 'C' }), { headers: bad })
  assert.notEqual(fresh.json.traceId, '00000000-0000-0000-0000-000000000000')
})

test('another path is 404, another method 405 with Allow, both as problems', async (t) => {
  const { door } = await openTestDoor(t)
  const elsewhere = await door.app.request(`/api/${CANARY}`)
  assert.equal(elsewhere.status, 404)
  assert.equal(elsewhere.headers.get('content-type'), 'application/problem+json')
  assert.equal((await elsewhere.text()).includes(CANARY), false)
  for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
    const answer = await door.app.request('/api/integracoes/ml/webhook', { method })
    assert.equal(answer.status, 405, method)
    assert.equal(answer.headers.get('allow'), 'POST')
  }
})

test('every answer leaves one line with traceId, eventId, tenant, status and ms, and calls the hook', async (t) => {
  const seen: unknown[] = []
  const hooks = { onRequest: ({ ms: _ms, ...rest }: { ms: number }) => void seen.push(rest) }
  const { post, logged } = await openTestDoor(t, { hooks })
  const { json } = await post(envelope())
  await post(envelope(), { secret: 'outro' })
  const lines = logged.map((line) => JSON.parse(line))
  assert.equal(lines.length, 2)
  assert.deepEqual(
    [lines[0].eventId, lines[0].tenant, lines[0].status, lines[0].traceId, typeof lines[0].ms],
    [[json.eventoId], 123, 202, json.traceId, 'number'],
  )
  assert.deepEqual([lines[1].causa, lines[1].status], ['ASSINATURA_INVALIDA', 401])
  assert.equal(logged.join('').includes('Maria'), false)
  assert.deepEqual(seen, [
    { resultado: 'ACEITO', causa: null, status: 202 },
    { resultado: 'RECUSADO', causa: 'ASSINATURA_INVALIDA', status: 401 },
  ])
})
