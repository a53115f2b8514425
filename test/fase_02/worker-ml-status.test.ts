/**
 * The contract's rules of mapping and status: pendências, and the flow RECEBIDO, PRONTO, RETIRADO.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readyPayload } from '../support/relay/engine.ts'
import { releaseDue } from '../support/relay/release.ts'
import { count, hub, pedido } from '../support/process/worker.ts'

const { etiqueta, ...withoutLabel } = readyPayload

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
  await releaseDue(sql)
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
  await releaseDue(sql)
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
