/** How much waits in each state, each a way to its rows. */
import { countText } from '../pieces/text/number-text.ts'
import { StatusPill } from '../pieces/status-pill.tsx'
import { COUNT_MAX, type outboxCounts } from './outbox-counts.ts'
import { outboxAddress, type OutboxFiltersRead } from './outbox-filters.ts'

interface StatusCardsProps {
  readonly filters: OutboxFiltersRead
  readonly counts: Awaited<ReturnType<typeof outboxCounts>>
}

export function StatusCards({ filters, counts }: StatusCardsProps) {
  return (
    <ul class="queue-states">
      {counts.map(({ status, total }) => {
        const here = filters.status === status
        const to = { ...filters, motivo: undefined, status: here ? undefined : status }
        return (
          <li>
            <a href={outboxAddress(to)} aria-current={here ? 'true' : undefined}>
              <StatusPill status={status} />
              <strong>{countText(total, COUNT_MAX)}</strong>
            </a>
          </li>
        )
      })}
    </ul>
  )
}
