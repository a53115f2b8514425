/** Stores many events on several connections, by the product's own append. */
import type pg from 'pg'
import { benchEvent } from './stored-events.ts'

const batch = 5000

/** Appends the events with numbers from `from` to `to` - 1. Their order in the queue is not that of their numbers. */
export async function fillBacklog(
  clients: readonly pg.Client[],
  from: number,
  to: number,
  tenantId = 123,
): Promise<void> {
  let next = from
  await Promise.all(
    clients.map(async (client) => {
      while (next < to) {
        const start = next
        next = Math.min(next + batch, to)
        const events = Array.from({ length: next - start }, (_, i) =>
          benchEvent(start + i, tenantId),
        )
        await client.query({
          name: 'fill_backlog',
          text: 'select from ingress.append_events($1::json)',
          values: [JSON.stringify(events)],
        })
      }
    }),
  )
}
