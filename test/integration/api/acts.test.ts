import assert from 'node:assert/strict'
import { test } from 'node:test'
import { append, drain, prepareTenant, readyPayload } from '../../support/relay/engine.ts'
import { openTestApi, type TestApi } from '../../support/http/test-api.ts'
import { envelope } from '../../support/ingress/test-ingress.ts'

const reprocess = (api: TestApi, id: string | undefined, body: unknown = { motivo: 'conferir' }) =>
  api.call('POST', `/internal/integracoes/ml/reprocessar/${id}`, { as: 'operador', body })

const resend = (api: TestApi, id: string, body: unknown = { motivo: 'cliente pediu' }) =>
  api.call('POST', `/api/notificacoes/pedido/${id}/pronto`, { as: 'operador', body })

const enqueue = (api: TestApi, body: unknown) =>
  api.call('POST', '/internal/integracoes/ml/enfileirar', { as: 'operador', body })

test('a double click on reprocess is one attempt and one audit row', async (t) => {
  const api = await openTestApi(t)
  await prepareTenant(api.client)
  const [event] = await append(api.client, [{ externalId: 'ML-1', payload: readyPayload }])
  await drain(api.client)
  const clicks = await Promise.all(Array.from({ length: 8 }, () => reprocess(api, event?.id)))
  assert.deepEqual([...new Set(clicks.map(({ status }) => status))], [202])
  assert.equal(new Set(clicks.map(({ json }) => json.reprocessId)).size, 1)
  const audit = await api.client.rows(
    `select ator, motivo, tenant_id, detalhe from hub.auditoria where acao = 'evento.reprocessar'`,
  )
  assert.equal(audit.length, 1)
  assert.match(String(audit[0]?.['ator']), /^token:\d+ \(operador\)$/)
  assert.equal(audit[0]?.['motivo'], 'conferir')
  assert.equal(await drain(api.client), 1)
  assert.equal(await api.client.value('select reprocess_count from hub.integracao_evento'), 1)
})

test('a duplicate can not be reprocessed: 409 with a sentence', async (t) => {
  const api = await openTestApi(t)
  await append(api.client, [{ externalId: 'ML-1' }])
  const [duplicate] = await append(api.client, [{ externalId: 'ML-1' }])
  const { status, json } = await reprocess(api, duplicate?.id)
  assert.equal(status, 409)
  assert.equal(json.codigo, 'conflito')
  assert.match(json.detail, /^O evento está DUPLICADO.*\.$/)
})

test('a resend is audited, makes one notice, and is 409 while the order is not PRONTO', async (t) => {
  const api = await openTestApi(t)
  await prepareTenant(api.client)
  await append(api.client, [
    { externalId: 'ML-1', payload: readyPayload },
    { externalId: 'ML-2', payload: { itens: readyPayload.itens } },
  ])
  await drain(api.client)
  const idOf = (externalId: string) =>
    api.client.value<string>('select id from hub.pedido where external_id = $1', [externalId])

  const early = await resend(api, await idOf('ML-2'))
  assert.equal(early.status, 409)
  assert.match(early.json.detail, /RECEBIDO/)

  const ready = await idOf('ML-1')
  const automatic = await api.client.value<string>(
    'select id from hub.notificacao where pedido_id = $1',
    [ready],
  )
  const waiting = await resend(api, ready)
  assert.deepEqual(
    [waiting.status, waiting.json.notificacaoId],
    [202, automatic],
    'the one that waits to leave is the answer',
  )
  await api.client.rows(`delete from hub.auditoria where acao = 'notificacao.reenviar'`)
  for (const [status, says] of [
    ['INCERTA', /decida primeiro .* INCERTA/i],
    ['ENVIANDO', /está sendo enviado agora/],
  ] as const) {
    await api.client.rows('update hub.notificacao set status = $1', [status])
    const refused = await resend(api, ready)
    assert.equal(refused.status, 409)
    assert.match(refused.json.detail, says)
  }
  await api.client.rows(`update hub.notificacao set status = 'ENVIADA', enviada_em = now()`)
  await api.client.rows(`delete from hub.integracao_outbox where id = $1`, [automatic])
  const [first, second] = await Promise.all([resend(api, ready), resend(api, ready)])
  assert.equal(first.status, 202)
  assert.equal(first.json.notificacaoId, second.json.notificacaoId)
  const notices = await api.client.rows(
    'select id, origem from hub.notificacao where pedido_id = $1 order by id',
    [ready],
  )
  assert.deepEqual(
    notices.map(({ origem }) => origem),
    ['AUTOMATICA', 'MANUAL'],
  )
  assert.equal(notices[1]?.['id'], first.json.notificacaoId)
  const audit = await api.client.rows(
    `select motivo, objeto_id from hub.auditoria where acao = 'notificacao.reenviar'`,
  )
  assert.deepEqual(audit, [{ motivo: 'cliente pediu', objeto_id: ready }])
})

test('an act without a reason, or with more than one, is 422', async (t) => {
  const api = await openTestApi(t)
  const [event] = await append(api.client, [{ externalId: 'ML-1' }])
  const bad = [{}, { motivo: '' }, { motivo: '   ' }, { motivo: 7 }, { motivo: 'x'.repeat(501) }]
  for (const body of [
    ...bad,
    { motivo: 'a\0b' },
    { motivo: 'a\ud800' },
    { motivo: 'a', outro: 1 },
    [],
  ]) {
    const { status, json } = await reprocess(api, event?.id, body)
    assert.equal(status, 422, JSON.stringify(body))
    assert.equal(json.codigo, 'conteudo_invalido')
  }
  assert.equal((await reprocess(api, event?.id, '{"motivo":')).status, 400)
  assert.equal((await reprocess(api, event?.id, '')).status, 400)
  assert.equal(await api.client.value('select reprocess_count from hub.integracao_evento'), 0)
})

test('a text that can not be an id is 404', async (t) => {
  const api = await openTestApi(t)
  for (const id of ['0', '-1', 'abc', '1.5', '01', '9223372036854775808', '9'.repeat(400), '%00']) {
    const { status, text } = await reprocess(api, id)
    assert.equal(status, 404, `${id}: ${text}`)
    assert.equal((await resend(api, id)).status, 404)
  }
  assert.equal((await reprocess(api, '9223372036854775807')).status, 404)
})

test('what is enqueued is stored as the webhook would, with its origin, for tenants of the token', async (t) => {
  const api = await openTestApi(t)
  const one = await enqueue(api, envelope())
  assert.equal(one.status, 202)
  assert.match(one.json.eventoId, /^\d+$/)
  assert.deepEqual(await api.client.rows('select origem, status from hub.integracao_evento'), [
    { origem: 'INTERNO', status: 'RECEBIDO' },
  ])
  const list = await enqueue(api, {
    eventos: [envelope(), envelope({ tenantId: 456 }), envelope({ externalId: 'ML-2' })],
  })
  assert.equal(list.status, 202)
  assert.deepEqual(
    list.json.eventos.map(({ status }) => status),
    ['DUPLICADO', 'RECUSADO', 'RECEBIDO'],
  )
})

test('a token for every tenant can enqueue for none that does not exist', async (t) => {
  const api = await openTestApi(t)
  const { status } = await api.call('POST', '/internal/integracoes/ml/enfileirar', {
    as: 'admin',
    body: envelope({ tenantId: 999 }),
  })
  assert.equal(status, 422)
  assert.equal(await api.client.value('select count(*) from hub.integracao_evento'), '0')
})

test('an event that came under a token says so', async (t) => {
  const api = await openTestApi(t)
  await enqueue(api, envelope())
  assert.deepEqual(await api.client.rows('select origem, conferencia from ops.evento'), [
    { origem: 'INTERNO', conferencia: 'TOKEN' },
  ])
})

test('an order that is not ready says why; a code without an order shows what was received under it', async (t) => {
  const api = await openTestApi(t)
  await prepareTenant(api.client)
  const { etiqueta: _, ...unlabelled } = readyPayload
  await append(api.client, [{ externalId: 'ML-1', payload: unlabelled }])
  await drain(api.client)
  const [waiting] = await append(api.client, [{ externalId: 'ML-2' }])
  const read = async (externalId: string) => {
    const path = `/api/pedidos?external_id=${externalId}`
    const { status, json } = await api.call('GET', path, { as: 'leitor' })
    assert.equal(status, 200)
    return json as unknown as {
      itens: { motivos: { codigo: string; frase: string }[] }[]
      eventos: { id: string; status: string; frase: string }[]
    }
  }
  const known = await read('ML-1')
  assert.deepEqual(
    known.itens[0]?.motivos.map(({ codigo }) => codigo),
    ['ETIQUETA'],
  )
  assert.deepEqual(known.eventos, [])
  const early = await read('ML-2')
  assert.deepEqual(early.itens, [])
  assert.deepEqual(
    early.eventos.map(({ id, status }) => [id, status]),
    [[waiting?.id, 'RECEBIDO']],
  )
  assert.match(early.eventos[0]?.frase ?? '', /espera a sua vez na fila/)
  assert.deepEqual(await read('ML-3'), { itens: [], eventos: [] })
})
