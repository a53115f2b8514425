/**
 * The contract's recommended list for the worker: orders and volumes without duplicates, ready_at and PRONTO, the
 * notice once and again by hand, reprocessing with audit and counters, mappings, the flow of statuses.
 */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { testDatabase } from '../support/database.ts'
import { append, type EventInput, prepareTenant, readyPayload } from '../support/engine.ts'
import { eventually } from '../support/eventually.ts'
import { type SqlClient, sqlClient } from '../support/sql-client.ts'
import { testRelay } from '../support/test-relay.ts'

interface Hub {
  readonly sql: SqlClient
  /** Appends events, and waits until the worker has left nothing that it could do. */
  readonly receive: (...events: readonly EventInput[]) => Promise<string[]>
  readonly settled: () => Promise<void>
}

async function hub(t: TestContext): Promise<Hub> {
  const { url } = await testDatabase(t)
  const sql = await sqlClient(t, url)
  await prepareTenant(sql)
  const relay = testRelay(t, url)
  const settled = async () => {
    await eventually(
      () =>
        sql.value(`select not exists (
          select from hub.integracao_outbox where status in ('PENDENTE', 'EM_ANDAMENTO'))`),
      { what: 'the worker has done what it can' },
    )
  }
  const receive = async (...events: readonly EventInput[]) => {
    const stored = await append(sql, events)
    relay.poke()
    await settled()
    return stored.map(({ id }) => id)
  }
  return { sql, receive, settled }
}

const { etiqueta, ...withoutLabel } = readyPayload

const pedido = async (sql: SqlClient) =>
  (
    await sql.rows<{
      id: string
      status: string
      ready_at: Date | null
      picked_up_at: Date | null
    }>('select id, status, ready_at, picked_up_at from hub.pedido')
  )[0]!

const count = (sql: SqlClient, from: string) =>
  sql.value<number>(`select count(*)::int from ${from}`)

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
    { origem: 'AUTOMATICA', status: 'ENVIADA', tipo: 'PRONTO' },
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
    { origem: 'AUTOMATICA', status: 'ENVIADA' },
    { origem: 'MANUAL', status: 'ENVIADA' },
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

test('an unmapped SKU opens a pendencia, and saving the mapping releases its event', async (t) => {
  const { sql, receive, settled } = await hub(t)
  const itens = [...readyPayload.itens, { sku: 'NOVO', quantidade: 1 }]
  const [id] = await receive(
    { externalId: 'A', payload: { ...readyPayload, itens } },
    { externalId: 'B', payload: readyPayload },
  )
  assert.deepEqual(await sql.rows('select tipo, chave, resolvida_em, eventos from ops.pendencia'), [
    { tipo: 'SKU', chave: 'NOVO', resolvida_em: null, eventos: '1' },
  ])
  const statusOf = (externalId: string) =>
    sql.value('select status from hub.pedido where external_id = $1', [externalId])
  assert.deepEqual([await statusOf('A'), await statusOf('B')], ['RECEBIDO', 'PRONTO'])
  assert.equal(await sql.value(`select status from ops.evento where id = ${id}`), 'MAPEAMENTO')

  await sql.rows(`select processing.save_sku_mapping(123, 'ML', 'NOVO', 'INT-9', 'ana')`)
  await settled()
  assert.equal(await statusOf('A'), 'PRONTO')
  assert.equal(await sql.value(`select status from ops.evento where id = ${id}`), 'PROCESSADO')
  assert.equal(await sql.value('select resolvida_em is not null from ops.pendencia'), true)
  assert.equal(
    await sql.value(`select sku_interno from hub.pedido_item where sku_externo = 'NOVO'`),
    'INT-9',
  )
  assert.equal(await count(sql, 'hub.notificacao'), 2)
})

test('an unmapped status opens a pendencia and holds the pedido until it is mapped', async (t) => {
  const { sql, receive, settled } = await hub(t)
  await receive({ externalId: 'A', payload: { ...readyPayload, status: 'estranho' } })
  assert.deepEqual(await sql.rows('select tipo, chave from ops.pendencia'), [
    { tipo: 'STATUS', chave: 'estranho' },
  ])
  assert.equal((await pedido(sql)).status, 'RECEBIDO')
  await sql.rows(
    `select processing.save_status_mapping(null, 'ML', 'estranho', 'RECEBIDO', false, 'ana')`,
  )
  await settled()
  assert.equal((await pedido(sql)).status, 'PRONTO')
})

test('a pedido goes RECEBIDO, PRONTO, RETIRADO, and never back from RETIRADO', async (t) => {
  const { sql, receive } = await hub(t)
  await sql.rows(
    `select processing.save_status_mapping(null, 'ML', 'delivered', 'RETIRADO', false, 'ana')`,
  )
  const seen: string[] = []
  const look = async () => seen.push((await pedido(sql)).status)
  await receive({ externalId: 'A', payload: withoutLabel })
  await look()
  await receive({ externalId: 'A', tipo: 'LABEL_AVAILABLE', payload: { etiqueta } })
  await look()
  await receive({
    externalId: 'A',
    tipo: 'STATUS_CHANGED',
    versao: 2,
    payload: { status: 'delivered' },
  })
  await look()
  const { picked_up_at: pickedUpAt } = await pedido(sql)
  assert.ok(pickedUpAt)
  await receive({
    externalId: 'A',
    tipo: 'STATUS_CHANGED',
    versao: 3,
    payload: { status: 'ready_to_ship' },
  })
  await look()
  assert.deepEqual(seen, ['RECEBIDO', 'PRONTO', 'RETIRADO', 'RETIRADO'])
  assert.equal(await count(sql, 'hub.notificacao'), 1)
})

test('a pick-up registered at the hub is as final', async (t) => {
  const { sql, receive } = await hub(t)
  await receive({ externalId: 'A', payload: readyPayload })
  const { id } = await pedido(sql)
  await sql.rows(`select processing.pick_up(${id}, 'ana')`)
  await receive({ externalId: 'A', tipo: 'ORDER_UPDATED', versao: 2, payload: readyPayload })
  assert.equal((await pedido(sql)).status, 'RETIRADO')
})

test('a status mapped to CANCELADO cancels the pedido, and no notice goes out', async (t) => {
  const { sql, receive } = await hub(t)
  await sql.rows(
    `select processing.save_status_mapping(null, 'ML', 'cancelled', 'CANCELADO', true, 'ana')`,
  )
  await receive({ externalId: 'A', payload: withoutLabel })
  await receive({
    externalId: 'A',
    tipo: 'STATUS_CHANGED',
    versao: 2,
    payload: { status: 'cancelled' },
  })
  assert.equal((await pedido(sql)).status, 'CANCELADO')
  await receive(
    { externalId: 'A', tipo: 'LABEL_AVAILABLE', payload: { etiqueta } },
    { externalId: 'A', tipo: 'STATUS_CHANGED', versao: 3, payload: { status: 'ready_to_ship' } },
  )
  assert.equal((await pedido(sql)).status, 'CANCELADO', 'the mapping is terminal')
  assert.equal(await count(sql, 'hub.notificacao'), 0)
})
