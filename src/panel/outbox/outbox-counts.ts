/** How many rows of the queue have each status, counted no further than anybody reads. */
import * as v from 'valibot'
import { tenantCondition } from '../../api/tenant-condition.ts'
import { type Query, sql } from '../../db/query.ts'
import type { Operator } from '../panel-env.ts'
import { STATUSES } from './outbox-filters.ts'

const Count = v.object({ status: v.picklist(STATUSES), total: v.number() })

export const COUNT_MAX = 10_000

const PATIENCE_MS = 3000

/** Of more than COUNT_MAX, one more than that. */
export async function outboxCounts(
  query: Query,
  operator: Operator,
): Promise<readonly v.InferOutput<typeof Count>[]> {
  return query.as({ ...operator, statementTimeoutMs: PATIENCE_MS }).any(sql.type(Count)`
    select
      s.status,
      (
        select count(*)::int
        from (
          select
          from ops.outbox as e
          where ${tenantCondition(operator)}
            and e.status = s.status
          limit ${COUNT_MAX + 1}
        ) as linha
      ) as total
    from unnest(${sql.array([...STATUSES], 'text')}) with ordinality as s (status, n)
    order by s.n`)
}
