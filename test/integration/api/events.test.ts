import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { append, drain, prepareTenant, readyPayload } from '../../support/relay/engine.ts'
import { openTestApi, type TestApi } from '../../support/http/test-api.ts'

async function withEvents(t: TestContext, total: number): Promise<TestApi> {
  const api = await openTestApi(t)
  await append(api.client, numbered(1, total))
  return api
}

function numbered(from: number, total: number) {
  return Array.from({ length: total }, (_, n) => ({ externalId: `ML-${from + n}` }))
}

async function list(api: TestApi, query: string): Promise<string[]> {
  const { status, json, text } = await api.call('GET', `/api/integracoes/eventos${query}`, {
    as: 'leitor',
  })
  assert.equal(status, 200, text)
  return json.itens.map(({ externalId }) => externalId)
}

test('100 rows inserted while paging neither repeat nor skip a row', async (t) => {
  const api = await withEvents(t, 50)
  const seen: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page = await api.call('GET', `/api/integracoes/eventos?limite=10&cursor=${cursor}`, {
      as: 'leitor',
    })
    seen.push(...page.json.itens.map(({ externalId }) => externalId))
    cursor = page.json.proximo
    await append(api.client, numbered(1000 + seen.length * 10, 20))
  }
  const first50 = numbered(1, 50).map(({ externalId }) => externalId)
  assert.deepEqual(seen, first50.reverse())
})

test('a last page that is exactly full has no next one', async (t) => {
  const api = await withEvents(t, 20)
  const full = await api.call('GET', '/api/integracoes/eventos?limite=20', { as: 'leitor' })
  assert.equal(full.json.itens.length, 20)
  assert.equal(full.json.proximo, null)
  const first = await api.call('GET', '/api/integracoes/eventos?limite=19', { as: 'leitor' })
  assert.notEqual(first.json.proximo, null)
})

test('50 events a page, unless 1 to 200 are asked for', async (t) => {
  const api = await withEvents(t, 210)
  assert.equal((await list(api, '')).length, 50)
  assert.equal((await list(api, '?limite=1')).length, 1)
  assert.equal((await list(api, '?limite=200')).length, 200)
})

test('an event is shown with all its fields, ids as text', async (t) => {
  const api = await openTestApi(t)
  await prepareTenant(api.client)
  await append(api.client, [{ externalId: 'ML-1', versao: 7, payload: readyPayload }])
  await append(api.client, [{ externalId: 'ML-1', versao: 7, payload: { status: 'outro' } }])
  await drain(api.client)
  const { json, text } = await api.call('GET', '/api/integracoes/eventos', { as: 'leitor' })
  const [duplicate, first] = json.itens
  assert.deepEqual(Object.keys(first ?? {}), [
    'id',
    'canal',
    'tenantId',
    'externalId',
    'tipo',
    'versao',
    'status',
    'origem',
    'receivedAt',
    'processedAt',
    'erro',
    'reprocessCount',
    'duplicadoDe',
    'traceId',
  ])
  assert.equal(typeof first?.id, 'string')
  assert.equal(first?.['tenantId'], 123)
  assert.equal(first['versao'], 7)
  assert.equal(first.status, 'PROCESSADO')
  assert.match(String(first['receivedAt']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  assert.equal(duplicate?.status, 'DUPLICADO')
  assert.equal(duplicate['duplicadoDe'], first.id)
  assert.equal(duplicate['erro'], 'CONFLITO')
  assert.ok(!text.includes('Maria'))
})

test('ids beyond 2^53 keep every digit, in lists and in cursors', async (t) => {
  const api = await openTestApi(t)
  await api.client.rows(`select setval('hub.integracao_evento_id_seq', 9007199254740992)`)
  await append(api.client, numbered(1, 2))
  const page = await api.call('GET', '/api/integracoes/eventos?limite=1', { as: 'leitor' })
  assert.equal(page.json.itens[0]?.id, '9007199254740994')
  assert.deepEqual(await list(api, `?cursor=${page.json.proximo}`), ['ML-1'])
})

test('each filter lets through what it names', async (t) => {
  const api = await openTestApi(t)
  await prepareTenant(api.client)
  const [ready] = await append(api.client, [{ externalId: 'ML-1', payload: readyPayload }])
  await drain(api.client)
  await append(api.client, [{ externalId: 'ML-1', payload: readyPayload }])
  await append(api.client, [{ externalId: 'ML-2' }])
  const trace = await api.client.value<string>(
    'select trace_id from hub.integracao_evento where id = $1',
    [ready?.id],
  )
  assert.equal((await list(api, '?canal=ML')).length, 3)
  assert.equal((await list(api, '?canal=XX')).length, 0)
  assert.deepEqual(await list(api, '?status=RECEBIDO'), ['ML-2'])
  assert.equal((await list(api, '?status=RECEBIDO&status=DUPLICADO')).length, 2)
  assert.equal((await list(api, '?tenant=123')).length, 3)
  assert.equal((await list(api, '?external_id=ML-1')).length, 2)
  assert.deepEqual(await list(api, `?trace_id=${trace}`), ['ML-1'])
  assert.deepEqual(await list(api, '?external_id=ML-1&status=PROCESSADO&canal=ML&tenant=123'), [
    'ML-1',
  ])
})

test('an empty filter is no filter, as in the contract: canal=ML&status&data', async (t) => {
  const api = await withEvents(t, 3)
  assert.equal((await list(api, '?canal=ML&status&data')).length, 3)
  const all = [
    'canal',
    'data_de',
    'data_ate',
    'tenant',
    'external_id',
    'trace_id',
    'limite',
    'cursor',
  ]
  assert.equal((await list(api, `?${all.map((name) => `${name}=`).join('&')}`)).length, 3)
})

test('a day is a day in São Paulo, and instants keep their offset', async (t) => {
  const api = await withEvents(t, 4)
  const instants = [
    '2026-08-23T02:59:59.999Z', // still the 22nd there
    '2026-08-23T03:00:00Z',
    '2026-08-24T02:59:59.999Z',
    '2026-08-24T03:00:00Z', // the 24th
  ]
  for (const [n, at] of instants.entries()) {
    await api.client.rows(
      'update hub.integracao_evento set received_at = $1 where external_id = $2',
      [at, `ML-${n + 1}`],
    )
  }
  assert.deepEqual(await list(api, '?data=2026-08-23'), ['ML-3', 'ML-2'])
  assert.deepEqual(await list(api, '?data_de=2026-08-23&data_ate=2026-08-23'), ['ML-3', 'ML-2'])
  assert.deepEqual(await list(api, '?data_de=2026-08-24'), ['ML-4'])
  assert.deepEqual(await list(api, '?data_ate=2026-08-22'), ['ML-1'])
  assert.deepEqual(await list(api, '?data_de=2026-08-23T23:59:59-03:00'), ['ML-4', 'ML-3'])
  // A plus sign in a URL is a space: both spellings mean the same instant.
  assert.deepEqual(await list(api, '?data_ate=2026-08-23T06:00:00+03:00'), ['ML-1'])
  assert.deepEqual(await list(api, '?data_ate=2026-08-23T06:00:00%2B03:00'), ['ML-1'])
})

const malformed = [
  'nada=1',
  'canal=ML&canal=XX',
  `canal=${'x'.repeat(33)}`,
  'status=PRONTO',
  'status=recebido',
  'data=2026-02-30',
  'data=23/08/2026',
  'data=2026-08-23T10:00:00Z',
  'data=2026-08-23&data_de=2026-08-23',
  'data_de=ontem',
  'data_de=2026-08-23T10:00:00',
  'data_de=2026-08-23T25:00:00Z',
  'data_ate=2026-13-01',
  'data_de=2026-08-24&data_ate=2026-08-23',
  'tenant=abc',
  'tenant=-1',
  'tenant=99999999999999999999',
  `external_id=${'x'.repeat(129)}`,
  'external_id=%00',
  'trace_id=123',
  'limite=0',
  'limite=201',
  'limite=1.5',
  'cursor=abc',
  'cursor=djEuMQ==',
  'cursor=djEuLTE',
]

test('an unknown or malformed filter is 400, never all rows, and is not repeated', async (t) => {
  const api = await withEvents(t, 1)
  for (const query of malformed) {
    const path = `/api/integracoes/eventos?${query}`
    const { status, json, text } = await api.call('GET', path, { as: 'leitor' })
    assert.equal(status, 400, `${query}: ${text}`)
    assert.equal(json.codigo, 'parametro_invalido')
    assert.ok(json.problemas.length > 0)
  }
  const echo = await api.call('GET', '/api/integracoes/eventos?segredo123=1&limite=segredo456', {
    as: 'leitor',
  })
  assert.ok(!/segredo/.test(echo.text), echo.text)
  assert.deepEqual(echo.json.problemas.map(({ campo }) => campo).sort(), ['limite', null].sort())
})
