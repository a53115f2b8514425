/** The story of an order, with the events that it is made of: its own, and the notifications that named it or its shipment. */
import { StorySteps } from '../../pieces/story.tsx'
import { orderStory } from './order-story.ts'
import type { OrderRead } from './read-order.ts'
import * as v from 'valibot'
import { EventFilters } from '../../../reads/event-filters.ts'
import { type EventPage, findEvents } from '../../../reads/find-events.ts'
import type { Query } from '../../../db/connect/query.ts'
import type { Operator } from '../../panel-env.ts'

export function OrderTimeline({ read, events }: { read: OrderRead; events: OrderEvents }) {
  const { externalId } = read.order
  return (
    <section class="card">
      <h2>Linha do tempo</h2>
      {events.truncated && externalId !== null ? (
        <p class="hint">
          Há eventos mais antigos do que os mostrados:{' '}
          <a href={`/eventos?external_id=${encodeURIComponent(externalId)}`}>ver todos</a>.
        </p>
      ) : null}
      <StorySteps steps={orderStory(read, events.events)} />
    </section>
  )
}

const MAX = 100

export type OrderEvent = v.InferOutput<typeof EventPage>['itens'][number]

export interface OrderEvents {
  readonly events: readonly OrderEvent[]
  /** Whether there are older events that are not among them. */
  readonly truncated: boolean
}

export async function readEvents(
  query: Query,
  operator: Operator,
  { externalId, envioId, tenantId }: OrderRead['order'],
): Promise<OrderEvents> {
  if (externalId === null) return { events: [], truncated: false }
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
  const events = pages.flatMap(({ itens }) => itens)
  return {
    events: events.toSorted((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1)),
    truncated: pages.some(({ proximo }) => proximo !== null),
  }
}
