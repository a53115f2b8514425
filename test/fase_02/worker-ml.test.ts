/**
 * The contract's recommended list for the worker: orders and volumes without duplicates, ready_at and PRONTO, the
 * notice once and again by hand, reprocessing with audit and counters.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readyPayload } from '../support/relay/engine.ts'
import { count, hub, pedido } from '../support/process/worker.ts'

const { etiqueta, ...withoutLabel } = readyPayload

test('ORDER_CREATED makes the pedido, its items and its volume', async (t) => {
  const { sql, receive } = await hub(t)
  await receive({ externalId: 'ML-ORD-1', payload: withoutLabel })
  assert.deepEqual(
    await sql.rows(`select tenant_id, canal, external_id, status, destinatario_nome,
      destinatario_doc, destinatario_telefone, ready_at from hub.pedido`),
    [
      {
        tenant_id: '123',
        canal: 'ML',
        external_id: 'ML-ORD-1',
        status: 'RECEBIDO',
        destinatario_nome: 'Maria Silva',
        destinatario_doc: '12345678909',
        destinatario_telefone: '+5511999990000',
        ready_at: null,
      },
    ],
  )
  assert.deepEqual(
    await sql.rows(`select sku_externo, sku_interno, quantidade from hub.pedido_item`),
    [{ sku_externo: 'ABC-1', sku_interno: 'INT-1', quantidade: '2' }],
  )
  assert.deepEqual(
    await sql.rows('select peso::float8 as peso, etiqueta_externa from hub.volume'),
    [{ peso: 1.2, etiqueta_externa: null }],
  )
  assert.equal(await sql.value('select status from ops.evento'), 'PROCESSADO')
})

test('ORDER_UPDATED updates the same pedido and volume and makes no second', async (t) => {
  const { sql, receive } = await hub(t)
  await receive({ externalId: 'A', payload: withoutLabel })
  const before = await pedido(sql)
  await receive({
    externalId: 'A',
    tipo: 'ORDER_UPDATED',
    versao: 2,
    payload: { destinatario: { nome: 'Maria Souza' }, volume: { peso: 2.5 } },
  })
  assert.equal((await pedido(sql)).id, before.id)
  assert.deepEqual(
    [
      await count(sql, 'hub.pedido'),
      await count(sql, 'hub.volume'),
      await count(sql, 'hub.pedido_item'),
    ],
    [1, 1, 1],
  )
  assert.equal(await sql.value('select destinatario_nome from hub.pedido'), 'Maria Souza')
  assert.equal(await sql.value('select destinatario_doc from hub.pedido'), '12345678909')
  assert.equal(await sql.value('select peso::float8 from hub.volume'), 2.5)
})

test('an event sent again, or many events of one pedido at once, duplicate nothing', async (t) => {
  const { sql, receive } = await hub(t)
  await receive(
    ...Array.from({ length: 50 }, (_, n) => ({
      externalId: `P${n % 5}`,
      versao: 1 + (n % 10),
      payload: readyPayload,
    })),
  )
  assert.deepEqual(
    await sql.rows('select status, count(*)::int from ops.evento group by status order by status'),
    [
      { status: 'DUPLICADO', count: 40 },
      { status: 'PROCESSADO', count: 10 },
    ],
  )
  for (const table of ['pedido', 'volume', 'pedido_item', 'notificacao']) {
    assert.equal(await count(sql, `hub.${table}`), 5, table)
  }
})

test('an older event that comes later does not undo a newer one', async (t) => {
  const { sql, receive } = await hub(t)
  await receive({
    externalId: 'A',
    versao: 7,
    tipo: 'ORDER_UPDATED',
    payload: { volume: { peso: 7 } },
  })
  await receive({ externalId: 'A', versao: 3, payload: { ...withoutLabel, volume: { peso: 3 } } })
  assert.equal(await sql.value('select peso::float8 from hub.volume'), 7)
  assert.equal(await sql.value('select destinatario_nome from hub.pedido'), 'Maria Silva')
})

test('a label updates the volume and, with all conditions met, sets ready_at and PRONTO', async (t) => {
  const { sql, receive } = await hub(t)
  await receive({ externalId: 'A', payload: withoutLabel })
  assert.equal((await pedido(sql)).status, 'RECEBIDO')
  await receive({ externalId: 'A', tipo: 'LABEL_AVAILABLE', payload: { etiqueta } })
  assert.equal(await sql.value('select etiqueta_externa from hub.volume'), etiqueta)
  const ready = await pedido(sql)
  assert.equal(ready.status, 'PRONTO')
  assert.ok(ready.ready_at)
  await receive({
    externalId: 'A',
    tipo: 'LABEL_AVAILABLE',
    versao: 2,
    payload: { etiqueta: 'BR2' },
  })
  const later = await pedido(sql)
  assert.deepEqual(later.ready_at, ready.ready_at, 'ready_at is set once')
  assert.equal(await sql.value('select etiqueta_externa from hub.volume'), 'BR2')
})

test('a label that comes before its pedido does not make it PRONTO by itself', async (t) => {
  const { sql, receive } = await hub(t)
  await receive({ externalId: 'A', tipo: 'LABEL_AVAILABLE', payload: { etiqueta } })
  assert.deepEqual((await pedido(sql)).status, 'RECEBIDO')
  assert.equal(await count(sql, 'hub.notificacao'), 0)
  await receive({ externalId: 'A', payload: withoutLabel })
  assert.equal((await pedido(sql)).status, 'PRONTO')
})

test('the notice goes out once, on entering PRONTO', async (t) => {
  const { sql, receive } = await hub(t)
  await receive({ externalId: 'ML-ORD-7', payload: readyPayload })
  await receive({ externalId: 'ML-ORD-7', tipo: 'ORDER_UPDATED', versao: 2, payload: readyPayload })
  await receive({
    externalId: 'ML-ORD-7',
    tipo: 'LABEL_AVAILABLE',
    versao: 3,
    payload: { etiqueta },
  })
  assert.deepEqual(await sql.rows('select origem, status, tipo from hub.notificacao'), [
    { origem: 'AUTOMATICA', status: 'REGISTRADA', tipo: 'PRONTO' },
  ])
  const texto = await sql.value<string>('select texto from hub.aviso_local')
  for (const part of ['ML-ORD-7', 'Rua A, 1', '9h às 18h']) assert.ok(texto.includes(part), part)
  assert.ok(!texto.includes('Silva') && !texto.includes('12345678909'))
})

test('a manual resend sends the notice again and is audited', async (t) => {
  const { sql, receive, settled } = await hub(t)
  await receive({ externalId: 'A', payload: withoutLabel })
  const { id } = await pedido(sql)
  const resend = `select notifications.resend(${id}, 'cliente não recebeu', 'ana')`
  await assert.rejects(sql.rows(resend), { code: 'HB409' })
  await receive({ externalId: 'A', tipo: 'LABEL_AVAILABLE', payload: { etiqueta } })
  await sql.rows(resend)
  await settled()
  assert.deepEqual(await sql.rows('select origem, status from hub.notificacao order by id'), [
    { origem: 'AUTOMATICA', status: 'REGISTRADA' },
    { origem: 'MANUAL', status: 'REGISTRADA' },
  ])
  assert.equal(await count(sql, 'hub.aviso_local'), 2)
  assert.deepEqual(
    await sql.rows(
      `select ator, objeto_id, motivo from hub.auditoria where acao = 'notificacao.reenviar'`,
    ),
    [{ ator: 'ana', objeto_id: id, motivo: 'cliente não recebeu' }],
  )
})

test('reprocessing queues the event again with a reprocess_id, an audit row and a counter', async (t) => {
  const { sql, receive, settled } = await hub(t)
  const [id] = await receive({ externalId: 'A', payload: readyPayload })
  for (const [times, motivo] of ['primeiro', 'segundo'].entries()) {
    const reprocessId = await sql.value(`select relay.reprocess(${id}, '${motivo}', 'ana')`)
    await settled()
    assert.deepEqual(await sql.rows('select status, reprocess_count from ops.evento'), [
      { status: 'REPROCESSADO', reprocess_count: times + 1 },
    ])
    assert.deepEqual(
      await sql.rows(
        `select ator, motivo, detalhe ->> 'reprocessId' as reprocess_id
        from hub.auditoria where acao = 'evento.reprocessar' order by id desc limit 1`,
      ),
      [{ ator: 'ana', motivo, reprocess_id: reprocessId }],
    )
  }
  for (const table of ['pedido', 'volume', 'pedido_item', 'notificacao']) {
    assert.equal(await count(sql, `hub.${table}`), 1, table)
  }
})
