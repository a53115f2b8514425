/** The contract's list, "Reprocessamento": through the API, as the button does, and with SQL's eyes. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { append, drain, prepareTenant, readyPayload } from '../support/relay/engine.ts'
import { openTestApi } from '../support/http/test-api.ts'

async function withProcessedEvent(t: TestContext) {
  const api = await openTestApi(t)
  await prepareTenant(api.client)
  const [event] = await append(api.client, [{ externalId: 'ML-ORD-1', payload: readyPayload }])
  await drain(api.client)
  const id = event?.id ?? ''
  return {
    ...api,
    id,
    reprocess: () =>
      api.call('POST', `/internal/integracoes/ml/reprocessar/${id}`, {
        as: 'operador',
        body: { motivo: 'conferência do estoque' },
      }),
    event: async () =>
      (
        await api.client.rows(
          'select status, reprocess_count from hub.integracao_evento where id = $1',
          [id],
        )
      )[0],
  }
}

test('reprocessar enfileira novamente com reprocess_id', async (t) => {
  const { client, reprocess, event, id } = await withProcessedEvent(t)
  assert.deepEqual(await event(), { status: 'PROCESSADO', reprocess_count: 0 })
  const { status, json } = await reprocess()
  assert.equal(status, 202)
  assert.deepEqual(
    await client.rows(
      'select id, status, reprocess_id from hub.integracao_outbox where destino = $1',
      ['PROCESSAR'],
    ),
    [{ id, status: 'PENDENTE', reprocess_id: json.reprocessId }],
  )
})

test('reprocessar atualiza contadores e auditoria, e o evento termina REPROCESSADO', async (t) => {
  const { client, reprocess, event, id } = await withProcessedEvent(t)
  const { json } = await reprocess()
  await drain(client)
  assert.deepEqual(await event(), { status: 'REPROCESSADO', reprocess_count: 1 })
  await reprocess()
  await drain(client)
  assert.deepEqual(await event(), { status: 'REPROCESSADO', reprocess_count: 2 })
  const audit = await client.rows(
    `select objeto_id, motivo, ator, detalhe ->> 'reprocessId' as reprocesso
    from hub.auditoria
    where acao = 'evento.reprocessar'
    order by id`,
  )
  assert.equal(audit.length, 2)
  assert.equal(audit[0]?.['objeto_id'], id)
  assert.equal(audit[0]['motivo'], 'conferência do estoque')
  assert.match(String(audit[0]['ator']), /operador/)
  assert.equal(audit[0]['reprocesso'], json.reprocessId)
})

test('reprocessar não duplica pedido, volume, item nem aviso', async (t) => {
  const { client, reprocess } = await withProcessedEvent(t)
  const count = () =>
    client.rows(`
      select
        (select count(*) from hub.pedido) as pedidos,
        (select count(*) from hub.volume) as volumes,
        (select count(*) from hub.pedido_item) as itens,
        (select count(*) from hub.notificacao) as avisos`)
  const before = await count()
  await reprocess()
  await drain(client)
  assert.deepEqual(await count(), before)
  assert.deepEqual(before, [{ pedidos: '1', volumes: '1', itens: '1', avisos: '1' }])
})

test('um evento MORTO volta à fila e conclui quando a causa foi corrigida', async (t) => {
  const { client, call, tokens } = await withProcessedEvent(t)
  assert.ok(tokens.operador)
  const [dead] = await append(client, [{ externalId: 'ML-ORD-2', payload: readyPayload }])
  await client.rows(
    `update hub.integracao_outbox set status = 'MORTO', tentativas = 4, ultimo_erro = 'x' where id = $1`,
    [dead?.id],
  )
  await client.rows(`update hub.integracao_evento set status = 'MORTO' where id = $1`, [dead?.id])
  assert.equal(await drain(client), 0)
  const listed = await call('GET', '/api/integracoes/eventos?status=MORTO', { as: 'leitor' })
  assert.deepEqual(
    listed.json.itens.map(({ id }) => id),
    [dead?.id],
  )
  const { status } = await call('POST', `/internal/integracoes/ml/reprocessar/${dead?.id}`, {
    as: 'operador',
    body: { motivo: 'causa corrigida' },
  })
  assert.equal(status, 202)
  await drain(client)
  const order = await client.value(`select status from hub.pedido where external_id = 'ML-ORD-2'`)
  assert.equal(order, 'PRONTO')
})

test('um reprocesso toma o lugar da retentativa agendada', async (t) => {
  const { client, call } = await withProcessedEvent(t)
  const [late] = await append(client, [{ externalId: 'ML-ORD-3', payload: readyPayload }])
  await client.rows(
    `update hub.integracao_outbox
    set status = 'AGUARDANDO', motivo = 'RETRY', tentativas = 2, proxima_tentativa_em = now() + interval '10 min'
    where id = $1`,
    [late?.id],
  )
  assert.equal(await drain(client), 0)
  await call('POST', `/internal/integracoes/ml/reprocessar/${late?.id}`, {
    as: 'operador',
    body: { motivo: 'não esperar' },
  })
  assert.equal(await drain(client), 1)
  assert.equal(
    await client.value(`select count(*) from hub.integracao_outbox where destino = 'PROCESSAR'`),
    '0',
  )
})
