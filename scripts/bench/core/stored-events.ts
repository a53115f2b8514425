/**
 * Stores events and their idempotency keys by the product's own append, before anything is timed. Nine in ten create an
 * order with one item and a volume. The tenth is version 2 of an order stored shortly before, so that folding and
 * ordering matter.
 */
import type pg from 'pg'

export interface BenchEvent {
  readonly canal: 'ML'
  readonly tenantId: number
  readonly externalId: string
  readonly tipo: string
  readonly versao: number
  readonly payload: object
}

const batch = 1000

/** The n-th event, the same one in each run. */
export function benchEvent(n: number, tenantId = 123): BenchEvent {
  const update = n % 10 === 9
  return {
    canal: 'ML',
    tenantId,
    externalId: `ML-ORD-${update ? n - 5 : n}`,
    tipo: update ? 'ORDER_UPDATED' : 'ORDER_CREATED',
    versao: update ? 2 : 1,
    payload: {
      destinatario: { nome: 'Maria Silva', doc: '12345678909', telefone: '+5511999990000' },
      itens: [{ sku: 'ABC-1', quantidade: update ? 3 : 2 }],
      volume: { peso: 1.2, dimensoes: { altura: 10, largura: 20, comprimento: 30 } },
      status: 'ready_to_ship',
    },
  }
}

/** Appends the events with numbers from `from` to `to` - 1, each with its key and its outbox row. */
export async function storeEvents(
  client: pg.Client,
  from: number,
  to: number,
  tenantId = 123,
): Promise<void> {
  for (let start = from; start < to; start += batch) {
    const count = Math.min(batch, to - start)
    const events = Array.from({ length: count }, (_, i) => benchEvent(start + i, tenantId))
    await client.query({
      name: 'bench_append',
      text: 'select from ingress.append_events($1::json)',
      values: [JSON.stringify(events)],
    })
  }
}
