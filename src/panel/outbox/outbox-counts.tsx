/** How many rows of the queue have each status: a card each, which leads to the rows. */
import * as v from 'valibot'
import { tenantList } from '../../db/connect/tenant-scope.ts'
import { type Query, sql } from '../../db/connect/query.ts'
import type { Operator } from '../panel-env.ts'
import { outboxAddress, type OutboxFiltersRead, STATUSES } from './outbox-filters.ts'
import { countText } from '../pieces/text/number-text.ts'
import { StatusPill } from '../pieces/status-pill.tsx'

const Count = v.object({ status: v.picklist(STATUSES), total: v.number() })

const COUNT_MAX = 10_000

const PATIENCE_MS = 3000

/** Counts each kind of waiting row up to COUNT_MAX + 1, so a total beyond COUNT_MAX means more than that. */
export async function outboxCounts(
  query: Query,
  operator: Operator,
): Promise<readonly v.InferOutput<typeof Count>[]> {
  return query.as({ ...operator, statementTimeoutMs: PATIENCE_MS }).any(sql.type(Count)`
    select s.status, coalesce(s.total, 0)::int as total
    from (
      select
        sum(f.pendentes) as pendentes,
        sum(f.aguardando_retry + f.aguardando_mapeamento + f.estacionados) as aguardando,
        sum(f.em_andamento) as em_andamento,
        sum(f.mortos) as mortos
      from ops.count_queue(${tenantList(operator)}, ${COUNT_MAX + 1}) as f
    ) as fila
    cross join lateral (
      values
        ('PENDENTE', fila.pendentes),
        ('AGUARDANDO', fila.aguardando),
        ('EM_ANDAMENTO', fila.em_andamento),
        ('MORTO', fila.mortos)
    ) as s (status, total)`)
}

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
