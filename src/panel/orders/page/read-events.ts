/** What was received of an order: its own events, and the notifications that named it or its shipment. Oldest first. */
import * as v from 'valibot'
import { EventFilters } from '../../../reads/event-filters.ts'
import { type EventPage, findEvents } from '../../../reads/find-events.ts'
import type { Query } from '../../../db/connect/query.ts'
import type { Operator } from '../../panel-env.ts'
import type { OrderRead } from './read-order.ts'

const MAX = 100

export type OrderEvent = v.InferOutput<typeof EventPage>['itens'][number]

export interface OrderEvents {
  readonly eventos: readonly OrderEvent[]
  /** There are older ones, which are not among them. */
  readonly cortado: boolean
}

export async function readEvents(
  query: Query,
  operator: Operator,
  { externalId, envioId, tenantId }: OrderRead['pedido'],
): Promise<OrderEvents> {
  if (externalId === null) return { eventos: [], cortado: false }
  const names = [externalId, `/orders/${externalId}`]
  if (envioId !== null) names.push(`/shipments/${envioId}`)
  const caller = { ...operator, papel: 'leitor' as const, statementTimeoutMs: 3000 }
  const pages = await Promise.all(
    names
      .filter((name) => name.length <= 128)
      .map((external_id) => {
        const filters = { external_id, tenant: tenantId, limite: String(MAX) }
        return findEvents(query, caller, v.parse(EventFilters, filters))
      }),
  )
  const eventos = pages.flatMap(({ itens }) => itens)
  return {
    eventos: eventos.toSorted((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1)),
    cortado: pages.some(({ proximo }) => proximo !== null),
  }
}
