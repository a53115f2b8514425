import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test, type TestContext } from 'node:test'
import { append, drain, prepareTenant, readyPayload, step } from '../../../support/relay/engine.ts'
import { readingField, readingOf } from '../../../support/ingress/reading.ts'
import { openTestPanel, type TestPanel } from '../../../support/panel/test-panel.ts'

/** A panel whose tenant is prepared, with one event of an order that became PRONTO. */
async function withEvent(t: TestContext): Promise<{ panel: TestPanel; id: string; path: string }> {
  const panel = await openTestPanel(t)
  await prepareTenant(panel.client)
  const [event] = await append(panel.client, [{ externalId: 'ML-1', payload: readyPayload }])
  await drain(panel.client)
  return { panel, id: event!.id, path: `/eventos/${event!.id}` }
}

async function says(panel: TestPanel, path: string, as: 'admin' | 'leitor' = 'admin') {
  const { status, text } = await panel.call('GET', path, { as })
  assert.equal(status, 200, readingOf(text))
  return readingOf(text)
}

async function statusOf({ client }: TestPanel, id: string) {
  const [row] = await client.rows<{ status: string; vezes: number }>(
    'select status, reprocess_count as vezes from hub.integracao_evento where id = $1',
    [id],
  )
  return row
}

test('an event’s page tells its story from its arrival to the notice, in the order of time', async (t) => {
  const { panel, path } = await withEvent(t)
  const read = await says(panel, path)
  assert.match(
    read,
    /Recebido: Webhook.*Rastreio [0-9a-f-]{36}.*Primeiro com esta chave.*ML\|123\|ORDER_CREATED\|ML-1\|v1.*Pedido nº \d+ foi criado.*ficou PRONTO/,
  )
  assert.match(read, /Primeiro com esta chave.*Aplicado \(inicial\): PROCESSADO/)
  assert.match(read, /Aviso de retirada na fila \(WHATSAPP, automático\)/)
  assert.match(read, /Agora Concluído: nada espera na fila/)
  assert.match(read, /Pedido nº \d+ ✓ PRONTO → PENDENTE WHATSAPP, automático/)
})

test('how a signed event was verified is told', async (t) => {
  const panel = await openTestPanel(t)
  await prepareTenant(panel.client)
  const { json } = await panel.post({
    canal: 'ML',
    tenantId: 123,
    tipo: 'ORDER_UPDATED',
    externalId: 'ML-9',
    versao: 1,
    payload: { etiqueta: 'BR1' },
  })
  const read = await says(panel, `/eventos/${json.eventoId}`)
  assert.match(read, /Conferido por assinatura do corpo \(HMAC\)/)
})

test('duplicates and their original lead to each other', async (t) => {
  const { panel, id, path } = await withEvent(t)
  const [twin] = await append(panel.client, [{ externalId: 'ML-1', payload: { status: 'outro' } }])
  const read = await says(panel, `/eventos/${twin!.id}`)
  assert.match(read, new RegExp(`Duplicado do evento nº ${id}.*O conteúdo difere`))
  assert.match(
    await says(panel, path),
    new RegExp(`Duplicados deste nº ${twin!.id}.*outro conteúdo`),
  )
})

test('each attempt says what set it going, what went wrong and who tried', async (t) => {
  const panel = await openTestPanel(t)
  await prepareTenant(panel.client)
  const [event] = await append(panel.client, [{ externalId: 'ML-1', payload: { itens: 'x' } }])
  const id = event!.id
  await step(panel.client)
  await panel.client.rows('update hub.integracao_outbox set proxima_tentativa_em = now()')
  await panel.client.rows(`select relay.poll('teste', '{30 s}')`)
  await step(panel.client)
  await panel.client.rows(`select relay.reprocess($1, 'de novo', 'operador:maria')`, [id])
  await step(panel.client)
  await panel.client.rows(
    `select bulk.confirm(
       bulk.plan('REPROCESSAR', '{}', array[$1::bigint], 'operador:ana', null, 'todos'), 1, 'operador:ana'
     )`,
    [id],
  )
  await panel.client.rows(`select bulk.run(clock_timestamp() + interval '5 s')`)
  await step(panel.client)
  const read = await says(panel, `/eventos/${id}`)
  assert.match(
    read,
    /Tentativa 1 \(inicial\): falhou 22023: .*Worker teste.*Tentativa 2 \(automática\): falhou.*Tentativa 1 \(manual\): falhou.*Tentativa 1 \(lote \d+\): falhou/,
  )
  assert.match(read, /Próxima tentativa em .*1 tentativa gasta/)
  assert.match(read, /ERRO ORDER_CREATED de ML-1/)
})

test('who did it and why is told to those who may see the audit; to others, what and when', async (t) => {
  const { panel, id, path } = await withEvent(t)
  await panel.client.rows(`select relay.reprocess($1, 'motivo-canario', 'operador:maria')`, [id])
  const named = await says(panel, path, 'admin')
  assert.match(named, /Reprocessamento pedido Por operador:maria Motivo: motivo-canario/)
  const plain = await panel.call('GET', path, { as: 'leitor' })
  assert.match(readingOf(plain.text), /Reprocessamento pedido/)
  assert.doesNotMatch(plain.text, /operador:maria|canario/)
})

test('what an event waits for leads to its pending mappings', async (t) => {
  const panel = await openTestPanel(t)
  await prepareTenant(panel.client)
  const payload = { itens: [{ sku: 'SEM-MAPA', quantidade: 1 }], status: 'perdido' }
  const [event] = await append(panel.client, [{ externalId: 'ML-1', payload }])
  await drain(panel.client)
  const read = await says(panel, `/eventos/${event!.id}`)
  assert.match(read, /Espera por mapeamento.*o SKU SEM-MAPA : ver a pendência.*o status perdido/)
})

test('another tenant’s event is not there, nor are its acts', async (t) => {
  const { panel, path } = await withEvent(t)
  const form = { motivo: 'x', chave: randomUUID(), enviada: 'sim' }
  assert.equal((await panel.call('GET', path, { as: 'outro' })).status, 404)
  for (const act of ['reprocessar', 'pedidos/1/reenviar', 'avisos/1/decidir']) {
    const { status } = await panel.call('POST', `${path}/${act}`, { as: 'outro', form })
    assert.equal(status, 404, act)
  }
  for (const id of ['0', '99', '999999999999999999', '9223372036854775808', '1x', '-1']) {
    assert.equal((await panel.call('GET', `/eventos/${id}`, { as: 'admin' })).status, 404, id)
  }
  assert.equal(
    (await panel.client.rows('select from hub.auditoria where motivo = $1', ['x'])).length,
    0,
  )
})

test('before reprocessing, its effects are told; one that was applied is applied again only when forced', async (t) => {
  const { panel, id, path } = await withEvent(t)
  const { text } = await panel.call('GET', path, { as: 'operador' })
  assert.match(readingOf(text), /já foi aplicado em .* e será aplicado outra vez\./)
  assert.match(readingOf(text), /O aviso de retirada não é reenviado/)
  const form = {
    motivo: 'cliente pediu',
    chave: readingField(text, 'chave', `${path}/reprocessar`),
  }
  const asked = await panel.call('POST', `${path}/reprocessar`, { as: 'operador', form })
  assert.equal(asked.status, 409)
  assert.match(readingOf(asked.text), /confirme que quer aplicá-lo outra vez/)
  assert.equal(readingField(asked.text, 'motivo', `${path}/reprocessar`), 'cliente pediu')
  assert.deepEqual(await statusOf(panel, id), { status: 'PROCESSADO', vezes: 0 })

  const forced = { ...form, forcar: 'sim' }
  const { status, location } = await panel.call('POST', `${path}/reprocessar`, {
    as: 'operador',
    form: forced,
  })
  assert.deepEqual([status, location], [303, `${path}?feito=evento.reprocessar`])
  assert.deepEqual(await statusOf(panel, id), { status: 'RECEBIDO', vezes: 1 })
  await drain(panel.client)
  assert.deepEqual(await statusOf(panel, id), { status: 'REPROCESSADO', vezes: 1 })
  const avisos = await panel.client.rows('select from hub.notificacao')
  assert.equal(avisos.length, 1, 'reprocessing sends no notice again')
})

test('a double click, a second tab and a page sent again from the history make one attempt', async (t) => {
  const { panel, id, path } = await withEvent(t)
  const pages = await Promise.all([1, 2].map(() => panel.call('GET', path, { as: 'operador' })))
  const [one, two] = pages.map(({ text }) => ({
    motivo: 'x',
    forcar: 'sim',
    chave: readingField(text, 'chave', `${path}/reprocessar`),
  }))
  assert.notEqual(one?.chave, two?.chave)
  const send = async (form: Record<string, string>) =>
    (await panel.call('POST', `${path}/reprocessar`, { as: 'operador', form })).status
  assert.deepEqual(await Promise.all([send(one!), send(one!)]), [303, 303])
  assert.equal(await send(two!), 303)
  assert.deepEqual(await statusOf(panel, id), { status: 'RECEBIDO', vezes: 1 })
  await drain(panel.client)
  assert.equal(await send(one!), 303)
  assert.equal(await send(two!), 303)
  assert.deepEqual(await statusOf(panel, id), { status: 'REPROCESSADO', vezes: 1 })
})

test('an event that is being run is 409, with what was typed, and can be asked for again', async (t) => {
  const { panel, id, path } = await withEvent(t)
  await panel.client.rows(`select relay.reprocess($1, 'x', 'teste')`, [id])
  await panel.client.rows(
    `update hub.integracao_outbox
     set status = 'EM_ANDAMENTO', bloqueado_por = 'worker-7', bloqueado_ate = now() + interval '1 min' where id = $1`,
    [id],
  )
  assert.match(await says(panel, path), /Em andamento com worker-7 até/)
  const form = { motivo: 'quero já', chave: randomUUID() }
  const { status, text } = await panel.call('POST', `${path}/reprocessar`, { as: 'operador', form })
  assert.equal(status, 409)
  assert.match(readingOf(text), /está sendo processado agora; tente de novo em instantes/)
  assert.equal(readingField(text, 'motivo', `${path}/reprocessar`), 'quero já')
  assert.equal(readingField(text, 'chave', `${path}/reprocessar`), form.chave)
})

test('a reprocess without reason, or without its uuid, is 422 and does nothing', async (t) => {
  const { panel, id, path } = await withEvent(t)
  for (const form of [
    { motivo: ' ', chave: randomUUID() },
    { motivo: 'x' },
    { motivo: 'x', chave: 'canario' },
    { motivo: 'x'.repeat(501), chave: randomUUID() },
  ]) {
    const sent: Record<string, string> = { ...form, forcar: 'sim' }
    const { status, text } = await panel.call('POST', `${path}/reprocessar`, {
      as: 'operador',
      form: sent,
    })
    assert.equal(status, 422)
    assert.match(readingOf(text), /Informe (o motivo|a chave)/)
  }
  assert.deepEqual(await statusOf(panel, id), { status: 'PROCESSADO', vezes: 0 })
})

test('the notice is sent again with a reason, once however often it is clicked, and never while one is INCERTA', async (t) => {
  const { panel, path } = await withEvent(t)
  const [pedido] = await panel.client.rows<{ id: string }>('select id from hub.pedido')
  const [first] = await panel.client.rows<{ id: string }>('select id from hub.notificacao')
  const resend = `${path}/pedidos/${pedido?.id}/reenviar`
  const set = (id: string, status: string) =>
    panel.client.rows(`update hub.notificacao set status = $2, iniciada_em = now() where id = $1`, [
      id,
      status,
    ])

  await set(first!.id, 'INCERTA')
  const page = await panel.call('GET', path, { as: 'operador' })
  assert.match(readingOf(page.text), /Decidir se o aviso saiu/)
  assert.doesNotMatch(page.text, /reenviar/)
  const early = { motivo: 'x', chave: randomUUID() }
  const refused = await panel.call('POST', resend, { as: 'operador', form: early })
  assert.equal(refused.status, 409)
  assert.match(readingOf(refused.text), /Decida primeiro se o último aviso saiu/)

  const decide = `${path}/avisos/${first?.id}/decidir`
  const undecided = await panel.call('POST', decide, {
    as: 'operador',
    form: { motivo: 'x', chave: randomUUID() },
  })
  assert.match(readingOf(undecided.text), /Informe se o aviso saiu ou não/)
  const decided = await panel.call('POST', decide, {
    as: 'operador',
    form: { motivo: 'o provedor confirmou', chave: randomUUID(), enviada: 'sim' },
  })
  assert.equal(decided.status, 303)

  const after = await panel.call('GET', path, { as: 'operador' })
  assert.match(readingOf(after.text), /O último foi enviado há/)
  const form = { motivo: 'cliente não viu', chave: readingField(after.text, 'chave', resend) }
  const sent = await Promise.all(
    [1, 2].map(() => panel.call('POST', resend, { as: 'operador', form })),
  )
  assert.deepEqual(
    sent.map(({ status }) => status),
    [303, 303],
  )
  const avisos = await panel.client.rows<{ origem: string; status: string }>(
    'select origem, status from hub.notificacao order by id',
  )
  assert.deepEqual(avisos, [
    { origem: 'AUTOMATICA', status: 'ENVIADA' },
    { origem: 'MANUAL', status: 'PENDENTE' },
  ])
})

test('an order of another event is not told from this event’s page', async (t) => {
  const { panel, path } = await withEvent(t)
  await append(panel.client, [{ externalId: 'ML-2', payload: readyPayload }])
  await drain(panel.client)
  const [other] = await panel.client.rows<{ id: string }>(
    `select id from hub.pedido where external_id = 'ML-2'`,
  )
  const form = { motivo: 'x', chave: randomUUID() }
  const { status } = await panel.call('POST', `${path}/pedidos/${other?.id}/reenviar`, {
    as: 'admin',
    form,
  })
  assert.equal(status, 404)
})

test('who may not act sees no form, and is refused when sending one', async (t) => {
  const { panel, id, path } = await withEvent(t)
  for (const as of ['leitor', 'auditor', 'dba'] as const) {
    const { text } = await panel.call('GET', path, { as })
    assert.doesNotMatch(text, /<form method="post" action="\/eventos/)
    const form = { motivo: 'x', chave: randomUUID(), forcar: 'sim' }
    for (const act of ['reprocessar', 'pedidos/1/reenviar', 'avisos/1/decidir', 'payload']) {
      assert.equal((await panel.call('POST', `${path}/${act}`, { as, form })).status, 403, act)
    }
  }
  assert.deepEqual(await statusOf(panel, id), { status: 'PROCESSADO', vezes: 0 })
})
