/** The status of an order: RECEBIDO, PRONTO, RETIRADO; or CANCELADO. One row of the table is one life. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../support/database/database.ts'
import {
  append,
  drain,
  type EventInput,
  prepareTenant,
  readyPayload,
} from '../../support/relay/engine.ts'
import { type SqlClient, sqlClient } from '../../support/database/sql-client.ts'

const { destinatario, itens, volume, etiqueta } = readyPayload
const unlabelled = { destinatario, itens, volume }

interface Life {
  readonly name: string
  readonly events: readonly Partial<EventInput>[]
  readonly ends: 'RECEBIDO' | 'PRONTO' | 'RETIRADO' | 'CANCELADO'
  readonly notices: number
}

const lives: readonly Life[] = [
  {
    name: 'complete from the start',
    events: [{ payload: readyPayload }],
    ends: 'PRONTO',
    notices: 1,
  },
  { name: 'without a label', events: [{ payload: unlabelled }], ends: 'RECEBIDO', notices: 0 },
  {
    name: 'the label comes later',
    events: [{ payload: unlabelled }, { tipo: 'LABEL_AVAILABLE', payload: { etiqueta } }],
    ends: 'PRONTO',
    notices: 1,
  },
  {
    name: 'the label comes first',
    events: [{ tipo: 'LABEL_AVAILABLE', payload: { etiqueta } }, { payload: unlabelled }],
    ends: 'PRONTO',
    notices: 1,
  },
  {
    name: 'without a recipient',
    events: [{ payload: { ...readyPayload, destinatario: { doc: '12345678909' } } }],
    ends: 'RECEBIDO',
    notices: 0,
  },
  {
    name: 'an unmapped SKU holds it',
    events: [{ payload: { ...readyPayload, itens: [{ sku: 'NOVO', quantidade: 1 }] } }],
    ends: 'RECEBIDO',
    notices: 0,
  },
  {
    name: 'an unmapped status holds it',
    events: [{ payload: { ...readyPayload, status: 'estranho' } }],
    ends: 'RECEBIDO',
    notices: 0,
  },
  {
    name: 'an unmapped status of the shipment holds it',
    events: [{ payload: { ...readyPayload, statusEnvio: 'shipment:estranho' } }],
    ends: 'RECEBIDO',
    notices: 0,
  },
  {
    name: 'a substatus falls back to its status',
    events: [{ payload: { ...readyPayload, statusEnvio: 'shipment:ready_to_ship/printed' } }],
    ends: 'PRONTO',
    notices: 1,
  },
  {
    name: 'PRONTO once reached stays',
    events: [
      { payload: readyPayload },
      { tipo: 'ORDER_UPDATED', versao: 2, payload: { itens: [{ sku: 'NOVO', quantidade: 1 }] } },
    ],
    ends: 'PRONTO',
    notices: 1,
  },
  {
    name: 'an external status mapped to RETIRADO picks it up',
    events: [
      { payload: readyPayload },
      { tipo: 'STATUS_CHANGED', versao: 2, payload: { status: 'delivered' } },
    ],
    ends: 'RETIRADO',
    notices: 1,
  },
  {
    name: 'picked up is for good',
    events: [
      { payload: readyPayload },
      { tipo: 'STATUS_CHANGED', versao: 2, payload: { status: 'delivered' } },
      { tipo: 'STATUS_CHANGED', versao: 3, payload: { status: 'cancelled' } },
    ],
    ends: 'RETIRADO',
    notices: 1,
  },
  {
    name: 'a cancellation that is withdrawn',
    events: [
      { payload: readyPayload },
      { tipo: 'STATUS_CHANGED', versao: 2, payload: { status: 'returned' } },
      { tipo: 'STATUS_CHANGED', versao: 3, payload: { status: 'ready_to_ship' } },
    ],
    ends: 'PRONTO',
    notices: 1,
  },
  {
    name: 'a terminal cancellation admits no later version',
    events: [
      { payload: unlabelled },
      { tipo: 'STATUS_CHANGED', versao: 2, payload: { status: 'cancelled' } },
      { tipo: 'STATUS_CHANGED', versao: 3, payload: { status: 'ready_to_ship', etiqueta } },
    ],
    ends: 'CANCELADO',
    notices: 0,
  },
  {
    name: 'an older version never overwrites a newer one',
    events: [
      { tipo: 'STATUS_CHANGED', versao: 5, payload: { status: 'returned' } },
      { tipo: 'STATUS_CHANGED', versao: 4, payload: { status: 'ready_to_ship' } },
      { payload: readyPayload },
    ],
    ends: 'CANCELADO',
    notices: 0,
  },
]

async function prepare(client: SqlClient): Promise<void> {
  await prepareTenant(client)
  for (const [externo, interno, terminal] of [
    ['delivered', 'RETIRADO', false],
    ['returned', 'CANCELADO', false],
    ['cancelled', 'CANCELADO', true],
    ['shipment:ready_to_ship', 'PRONTO', false],
  ] as const) {
    await client.rows(`select processing.save_status_mapping(null, 'ML', $1, $2, $3, 'teste')`, [
      externo,
      interno,
      terminal,
    ])
  }
}

test('the status of an order follows its flow', async (t) => {
  const { url } = await testDatabase(t)
  const client = await sqlClient(t, url)
  await prepare(client)
  for (const { name, events, ends, notices } of lives) {
    await t.test(name, async () => {
      for (const event of events) {
        await append(client, [{ externalId: name, ...event }])
        await drain(client)
      }
      const [order] = await client.rows(
        `select p.status, v.status as volume, p.ready_at is not null as ready, p.picked_up_at is not null as picked,
          (select count(*)::int from hub.notificacao as n where n.pedido_id = p.id) as notices
        from hub.pedido as p join hub.volume as v on v.pedido_id = p.id where p.external_id = $1`,
        [name],
      )
      assert.deepEqual(order, {
        status: ends,
        volume: ends,
        ready: notices > 0,
        picked: ends === 'RETIRADO',
        notices,
      })
    })
  }
})

test('a person picks an order up once, and never a cancelled one', async (t) => {
  const { url } = await testDatabase(t)
  const client = await sqlClient(t, url)
  await prepare(client)
  await append(client, [
    { externalId: 'ready', payload: readyPayload },
    { externalId: 'gone', payload: { ...readyPayload, status: 'cancelled' } },
  ])
  await drain(client)
  const pickUp = (externalId: string) =>
    client.value<Date>(
      `select processing.pick_up(p.id, 'ana', array[123]) from hub.pedido as p where p.external_id = $1`,
      [externalId],
    )
  const at = await pickUp('ready')
  assert.deepEqual(await pickUp('ready'), at, 'asked twice, it is one pick-up')
  assert.equal(
    await client.value(`select count(*) from hub.auditoria where acao = 'pedido.retirar'`),
    '1',
  )
  await assert.rejects(pickUp('gone'), { code: 'HB409' })
  await assert.rejects(
    client.value(
      `select processing.pick_up(p.id, 'ana', array[124::bigint]) from hub.pedido as p limit 1`,
    ),
    { code: 'HB404' },
  )
})
