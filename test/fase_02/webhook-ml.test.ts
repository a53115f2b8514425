/**
 * The contract's own list for the webhook: the signature is validated, the idempotency is strict, the event is
 * persisted with its outbox row. Through HTTP in, and SQL out.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeTenant } from '../support/tenant.ts'
import { envelope, openTestIngress } from '../support/ingress/test-ingress.ts'

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/

test('a signed webhook is answered 202 with eventoId, traceId and status', async (t) => {
  const { post } = await openTestIngress(t)
  const response = await post(envelope(), { headers: { 'x-event-type': 'ORDER_CREATED' } })
  assert.equal(response.status, 202)
  assert.equal(response.headers.get('content-type'), 'application/json')
  assert.equal(response.headers.get('cache-control'), 'no-store')
  assert.deepEqual(Object.keys(response.json), ['eventoId', 'traceId', 'status'])
  assert.match(response.json.eventoId, /^\d+$/)
  assert.match(response.json.traceId, UUID)
  assert.equal(response.json.status, 'RECEBIDO')
})

test('a webhook signed with another secret is answered 401 and nothing is stored', async (t) => {
  const { post, client } = await openTestIngress(t)
  const response = await post(envelope(), { secret: 'outro' })
  assert.equal(response.status, 401)
  assert.equal(response.headers.get('content-type'), 'application/problem+json')
  assert.equal(await client.value('select count(*)::int from hub.integracao_evento'), 0)
})

test('an event answered 202 is stored with its outbox row in the same transaction', async (t) => {
  const { post, client } = await openTestIngress(t)
  const { eventoId, traceId } = (await post(envelope())).json
  const rows = await client.rows(
    `select
      e.canal, e.tenant_id, e.external_id, e.tipo, e.versao, e.status, e.trace_id, e.chave, e.payload_json,
      o.destino, o.status as fila, o.trace_id as fila_trace_id, e.xmin = o.xmin as juntos
    from hub.integracao_evento as e
    join hub.integracao_outbox as o on o.evento_id = e.id
    where e.id = $1`,
    [eventoId],
  )
  assert.deepEqual(rows, [
    {
      canal: 'ML',
      tenant_id: '123',
      external_id: 'ML-ORD-987654',
      tipo: 'ORDER_CREATED',
      versao: '1',
      status: 'RECEBIDO',
      trace_id: traceId,
      chave: 'ML|123|ORDER_CREATED|ML-ORD-987654|v1',
      payload_json: envelope()['payload'],
      destino: 'PROCESSAR',
      fila: 'PENDENTE',
      fila_trace_id: traceId,
      juntos: true,
    },
  ])
})

test('100 concurrent identical deliveries make one event and 99 duplicates linked to it', async (t) => {
  const { post, client } = await openTestIngress(t)
  const responses = await Promise.all(Array.from({ length: 100 }, () => post(envelope())))
  assert.deepEqual(new Set(responses.map(({ status }) => status)), new Set([202]))
  const answers = responses.map(({ json }) => json)
  const first = answers.find(({ status }) => status === 'RECEBIDO')!
  assert.equal(answers.filter(({ status }) => status === 'RECEBIDO').length, 1)
  assert.equal(answers.filter(({ status }) => status === 'DUPLICADO').length, 99)
  assert.equal(new Set(answers.map(({ eventoId }) => eventoId)).size, 100)
  const stored = await client.rows(
    `select e.status, e.duplicado_de, e.payload_json = '{}' as vazio, count(*)::int as total
    from hub.integracao_evento as e
    group by 1, 2, 3
    order by total`,
  )
  assert.deepEqual(stored, [
    { status: 'RECEBIDO', duplicado_de: null, vazio: false, total: 1 },
    { status: 'DUPLICADO', duplicado_de: first.eventoId, vazio: true, total: 99 },
  ])
  assert.deepEqual(await client.rows('select evento_id from hub.integracao_outbox'), [
    { evento_id: first.eventoId },
  ])
})

test('a duplicate with another body is kept as a conflict, and not applied', async (t) => {
  const { post, client } = await openTestIngress(t)
  await post(envelope())
  const other = await post(envelope({ payload: { itens: [{ sku: 'OUTRO', quantidade: 1 }] } }))
  assert.equal(other.status, 202)
  assert.equal(other.json.status, 'DUPLICADO')
  assert.equal(other.json.motivo, 'CONFLITO')
  assert.equal(await client.value('select count(*)::int from hub.integracao_outbox'), 1)
})

test('another version, type, order or tenant is another event', async (t) => {
  const { post, client, secrets } = await openTestIngress(t)
  const { secret } = await makeTenant(client, secrets, { id: 124 })
  const answers = [
    await post(envelope()),
    await post(envelope({ versao: 2 })),
    await post(envelope({ tipo: 'ORDER_UPDATED' })),
    await post(envelope({ externalId: 'ML-ORD-1' })),
    await post(envelope({ tenantId: 124 }), { tenantId: 124, secret }),
  ]
  assert.deepEqual(
    answers.map(({ json }) => json.status),
    answers.map(() => 'RECEBIDO'),
  )
  assert.equal(await client.value('select count(*)::int from hub.integracao_outbox'), 5)
})

test('while the flag integracao.ml.enabled is off events are kept ESTACIONADO, and not processed', async (t) => {
  const { post, client } = await openTestIngress(t)
  await client.rows(`select tenants.switch_flag(123, 'ML', false, 'teste')`)
  const response = await post(envelope())
  assert.equal(response.status, 202)
  assert.equal(response.json.status, 'ESTACIONADO')
  assert.deepEqual(await client.rows('select status, motivo from hub.integracao_outbox'), [
    { status: 'AGUARDANDO', motivo: 'ESTACIONADO' },
  ])
})

test('a list is answered 202 with one entry for each event, in the order sent', async (t) => {
  const { post, client } = await openTestIngress(t)
  const response = await post({
    eventos: [
      envelope({ externalId: 'A' }),
      envelope({ externalId: 'B', versao: -1 }),
      envelope({ externalId: 'C', tipo: 'CLAIM_OPENED' }),
      envelope({ externalId: 'A' }),
    ],
  })
  assert.equal(response.status, 202)
  const { eventos } = response.json
  assert.deepEqual(
    eventos.map(({ status }) => status),
    ['RECEBIDO', 'RECUSADO', 'IGNORADO', 'DUPLICADO'],
  )
  assert.deepEqual(eventos[1], { status: 'RECUSADO', motivo: 'versao não pode ser negativo' })
  assert.deepEqual(
    await client.rows(
      'select external_id, status, payload_json = $1 as vazio from hub.integracao_evento order by id',
      ['{}'],
    ),
    [
      { external_id: 'A', status: 'RECEBIDO', vazio: false },
      { external_id: 'C', status: 'IGNORADO', vazio: true },
      { external_id: 'A', status: 'DUPLICADO', vazio: true },
    ],
  )
})
