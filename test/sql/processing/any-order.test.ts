/**
 * Promise 3: any order and any duplication of an order's events, sent or read, in any batches, over one to four relays,
 * end in the same registers, items and volumes; where nothing is cancelled or picked up, in the same status, with exactly one
 * notice if it is PRONTO; otherwise with at most one.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { testDatabase } from '../../support/database/database.ts'
import { append, drain, type EventInput, prepareTenant, step } from '../../support/relay/engine.ts'
import { expectedOrder, type OrderState } from '../../support/relay/order-model.ts'
import { releaseDue } from '../../support/relay/release.ts'
import { type SqlClient, sqlClient } from '../../support/database/sql-client.ts'

const statuses = ['ready_to_ship', 'pending', 'delivered', 'returned', 'cancelled', 'lost']
const mapping: Readonly<Record<string, readonly [interno: string, terminal: boolean]>> = {
  ready_to_ship: ['PRONTO', false],
  pending: ['RECEBIDO', false],
  delivered: ['RETIRADO', false],
  returned: ['CANCELADO', false],
  cancelled: ['CANCELADO', true],
  lost: ['CANCELADO', true],
}
const terminal = new Set(statuses.filter((status) => mapping[status]?.[1]))
const calm = new Set(['ready_to_ship', 'pending'])

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
/** NOVO has no mapping when a history begins. */
const items = fc.uniqueArray(
  fc.record({
    sku: fc.constantFrom('ABC-1', 'B', 'NOVO'),
    quantidade: fc.integer({ min: 1, max: 9 }),
  }),
  { minLength: 1, maxLength: 3, selector: ({ sku }) => sku },
)
const event = fc.record({
  tipo: fc.constantFrom('ORDER_CREATED', 'ORDER_UPDATED', 'LABEL_AVAILABLE', 'STATUS_CHANGED'),
  versao: fc.integer({ min: 0, max: 3 }),
  /** Second at which it was read; undefined: it was sent. */
  lido: optional(fc.integer({ min: 0, max: 3 })),
  destinatario: optional(
    fc.record(
      {
        nome: fc.constantFrom('Maria Silva', 'João', 'Ana Ç. Souza'),
        doc: fc.constantFrom('12345678909', '11144477735'),
        telefone: fc.constantFrom('+5511999990000', '+5521988887777'),
      },
      { requiredKeys: [] },
    ),
  ),
  itens: optional(items),
  volume: optional(fc.record({ peso: fc.constantFrom(0.5, 1.2, 30) }, { requiredKeys: [] })),
  etiqueta: optional(fc.constantFrom('BR1', 'BR2')),
  status: optional(fc.constantFrom(...statuses)),
})
const history = fc
  .uniqueArray(event, {
    minLength: 1,
    maxLength: 8,
    selector: ({ tipo, versao, lido }) => `${tipo}|${versao}|${lido}`,
  })
  .chain((events) =>
    fc.record({
      events: fc.constant(events),
      deliveries: fc
        .array(fc.constantFrom(...events), { maxLength: 6 })
        .map((again) => [...events, ...again])
        .chain((all) => fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })),
      batch: fc.integer({ min: 1, max: 6 }),
      limit: fc.integer({ min: 1, max: 5 }),
      relays: fc.integer({ min: 1, max: 4 }),
      mappedAfter: fc.integer({ min: 0, max: 8 }),
    }),
  )

type RawEvent = typeof event extends fc.Arbitrary<infer Raw> ? Raw : never

function toEvents(externalId: string, raw: readonly RawEvent[]): EventInput[] {
  return raw.map(({ tipo, versao, lido, ...fields }) => ({
    externalId,
    tipo,
    versao,
    ...(lido === undefined ? {} : { lidoEm: `2026-01-01T00:00:0${lido}Z`, marca: `lido-${lido}` }),
    payload: Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)),
  }))
}

async function readOrder(client: SqlClient, externalId: string) {
  const [order] = await client.rows<OrderState & { status: string; avisos: string }>(
    `select p.destinatario_nome as nome, p.destinatario_doc as doc, p.destinatario_telefone as telefone,
      v.etiqueta_externa as etiqueta, v.peso::text as peso, processing.register_value(p.reg_status) as externo,
      array(select i.sku_externo || '×' || i.quantidade from hub.pedido_item as i where i.pedido_id = p.id
        order by 1) as itens,
      v.id is not null as "temVolume", p.status,
      (select count(*) from hub.notificacao as n where n.pedido_id = p.id and n.origem = 'AUTOMATICA') as avisos
    from hub.pedido as p
    left join hub.volume as v on v.pedido_id = p.id
    where p.external_id = $1`,
    [externalId],
  )
  assert.ok(order, 'the order exists')
  return order
}

test('any order, duplication and batching of events over 1 to 4 relays ends in one state, with one notice', async (t) => {
  const { url } = await testDatabase(t)
  const sender = await sqlClient(t, url)
  const relays = await Promise.all([1, 2, 3, 4].map(() => sqlClient(t, url)))
  await prepareTenant(sender)
  await sender.rows(`select processing.save_sku_mapping(123, 'ML', 'B', 'INT-2', 'teste')`)
  for (const [externo, [interno, isTerminal]] of Object.entries(mapping)) {
    await sender.rows(`select processing.save_status_mapping(123, 'ML', $1, $2, $3, 'teste')`, [
      externo,
      interno,
      isTerminal,
    ])
  }

  let run = 0
  await fc.assert(
    fc.asyncProperty(
      history,
      async ({ events, deliveries, batch, limit, relays: count, mappedAfter }) => {
        run += 1
        const id = `order-${run}`
        await sender.rows(`delete from hub.mapeamento_sku where sku_externo = 'NOVO'`)
        const arriving = toEvents(id, deliveries)
        const working = relays.slice(0, count)
        for (let from = 0, round = 0; from < arriving.length; from += batch, round += 1) {
          const mapped = round === mappedAfter ? saveNovo(sender) : Promise.resolve()
          await Promise.all([
            mapped.then(() => append(sender, arriving.slice(from, from + batch))),
            ...working.map((relay) => step(relay, limit)),
          ])
        }
        await Promise.all(working.map((relay) => drain(relay, limit)))
        await saveNovo(sender)
        await releaseDue(sender)
        for (const relay of working) await drain(relay)

        const { status, avisos, ...state } = await readOrder(sender, id)
        const all = toEvents(id, events)
        assert.deepEqual(state, expectedOrder(all, terminal))
        const told = Number(avisos)
        const seen = events.map((each) => each.status).filter((each) => each !== undefined)
        if (seen.every((each) => calm.has(each))) {
          const ready = state.etiqueta !== null && state.nome !== null && state.itens.length > 0
          assert.equal(status, ready ? 'PRONTO' : 'RECEBIDO')
          assert.equal(told, ready ? 1 : 0)
        } else {
          assert.ok(told <= 1)
          if (terminal.has(state.externo ?? '') && !seen.includes('delivered')) {
            assert.equal(status, 'CANCELADO')
          }
        }
      },
    ),
    { numRuns: 300, endOnFailure: false },
  )
  const broken = await sender.rows('select promessa, exemplos from ops.verify() where falhas > 0')
  assert.deepEqual(broken, [])
})

async function saveNovo(client: SqlClient): Promise<void> {
  await client.rows(`select processing.save_sku_mapping(123, 'ML', 'NOVO', 'INT-3', 'teste')`)
}
