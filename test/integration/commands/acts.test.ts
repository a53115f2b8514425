/** Commands about events, orders and notices: what arrived, what became of it, doing it once more; and the queue's figures. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { oneSentence, openCli } from '../../support/process/cli.ts'
import { append, drain, prepareTenant, readyPayload } from '../../support/relay/engine.ts'
import { runHub } from '../../support/process/run-hub.ts'

test('event list, show and reprocess; order show; notice resend: masked, and audited by name', async (t) => {
  const { json, refused, client } = await openCli(t)
  await prepareTenant(client)
  const [event] = await append(client, [{ externalId: 'ML-1', payload: readyPayload }])
  await drain(client)
  const id = event?.id ?? ''
  const listed = await json('event', 'list', '--status', 'PROCESSADO', '--external-id', 'ML-1')
  assert.equal((listed['itens'] as { id: string }[])[0]?.id, id)
  const found = async (...filters: string[]) =>
    ((await json('event', 'list', ...filters)) as { itens: unknown[] }).itens.length
  assert.ok(
    (await found('--tipo', 'ORDER_CREATED', '--tipo', 'NOTIFICACAO', '--origem', 'WEBHOOK')) > 0,
  )
  assert.equal(await found('--origem', 'MANUAL', '--origem', 'ABERTOS'), 0)
  assert.match(await refused('event', 'list', '--tipo', 'PEDIDO'), /--tipo aceita/)
  assert.match(await refused('event', 'list', '--limite', '0'), /--limite aceita/)
  assert.match(
    await refused('event', 'list', '--external-id', 'x'.repeat(129)),
    /--external-id aceita/,
  )

  const shown = await json('event', 'show', id)
  const text = JSON.stringify(shown)
  assert.ok(text.includes('ABC-1') && text.includes('Maria S.'))
  for (const hidden of ['Silva', '12345678909', '5511999990000']) assert.ok(!text.includes(hidden))
  assert.match(await refused('event', 'show', '99'), /evento 99 não existe/)
  assert.match(await refused('event', 'show', 'x'), /só dígitos/)

  const { reprocessId } = await json('event', 'reprocess', id, '--motivo', 'conferir')
  assert.match(String(reprocessId), /^[0-9a-f-]{36}$/)
  assert.match(await refused('event', 'reprocess', id, '--motivo', ' '), /informe o motivo/i)
  assert.match(await refused('event', 'reprocess', '99', '--motivo', 'x'), /Evento não encontrado/)

  const orders = await json('order', 'show', '--external-id', 'ML-1')
  const [order] = orders['itens'] as { id: string; status: string }[]
  assert.equal(order?.status, 'PRONTO')
  assert.ok(!JSON.stringify(orders).includes('Silva'))
  assert.match(await refused('order', 'show', '--external-id', 'nada'), /Nenhum pedido/)

  await json('notice', 'resend', '--pedido', order.id, '--motivo', 'cliente pediu')
  assert.match(
    await refused('notice', 'resend', '--pedido', '99', '--motivo', 'x'),
    /não encontrado/,
  )
  await client.rows(`update hub.notificacao set status = 'INCERTA', incerta_em = now()`)
  assert.match(
    await refused('notice', 'resend', '--pedido', order.id, '--motivo', 'x'),
    /Decida primeiro .* INCERTA/,
  )
  const actors = await client.rows<{ ator: string }>(
    `select distinct ator from hub.auditoria where acao in ('evento.reprocessar', 'notificacao.reenviar')`,
  )
  assert.equal(actors.length, 1)
  assert.match(actors[0]?.ator ?? '', /^cli:.+/)
})

test('monitorar-fila counts backlog, retries, dead rows and reprocessing of one channel', async (t) => {
  const { client, env } = await openCli(t)
  await prepareTenant(client)
  const monitor = (...args: string[]) =>
    runHub(['--canal', 'ml', '--once', ...args], env, 'scripts/validadores/monitorar-fila.ts')
  const events = await append(client, [
    { externalId: 'ML-1', payload: readyPayload },
    { externalId: 'ML-2', payload: readyPayload },
    { externalId: 'ML-3', payload: readyPayload },
    { externalId: 'ML-4', payload: readyPayload },
  ])
  await client.rows(
    `update hub.integracao_outbox set status = 'AGUARDANDO', motivo = 'RETRY', proxima_tentativa_em = now() + interval '1 h' where id = $1`,
    [events[0]?.id],
  )
  await client.rows(`update hub.integracao_outbox set status = 'MORTO' where id = $1`, [
    events[1]?.id,
  ])
  await client.rows(`select relay.reprocess($1, 'teste', 'teste')`, [events[2]?.id])
  const { code, stdout } = await monitor('--json')
  assert.equal(code, 0)
  const seen = JSON.parse(stdout) as Record<string, unknown>
  assert.equal(seen['backlog'], 2)
  assert.equal(seen['retentativasPendentes'], 1)
  assert.equal(seen['mortos'], 1)
  assert.equal(seen['reprocessamentosPendentes'], 1)
  assert.deepEqual(seen['eventos48h'], {
    recebidos: 4,
    processados: 0,
    duplicados: 0,
    comErro: 0,
    reprocessados: 1,
    reprocessamentos: 1,
  })
  assert.match((await monitor()).stdout, /PROCESSAR +2 +1 +0 +0 +1 +1/)
  const wrong = await runHub(['--once'], env, 'scripts/validadores/monitorar-fila.ts')
  assert.equal(wrong.code, 1)
  assert.match(oneSentence(wrong.stderr), /--canal/)
})
