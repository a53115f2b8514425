/** How many orders each tab of the list has: counted to ten thousand, which is as far as anybody reads. */
import * as v from 'valibot'
import { tenantList } from '../../../db/connect/tenant-scope.ts'
import { countValue } from '../../../reads/row-values.ts'
import { type Query, sql } from '../../../db/connect/query.ts'
import type { Operator } from '../../panel-env.ts'
import { dayEnd, dayStart } from '../../requests/day-bounds.ts'
import type { OrderFiltersRead } from './order-filters.ts'
import { reachOf } from '../../session/reach-of.ts'

export const COUNT_MAX = 10_000

const Count = v.object({ status: v.string(), total: countValue })

/** By status; beyond COUNT_MAX one more than it. */
export async function countOrders(
  query: Query,
  operator: Operator,
  { tenant, de, ate }: OrderFiltersRead,
): Promise<ReadonlyMap<string, number>> {
  const counts = await query.as(operator).any(sql.type(Count)`
    select c.status, c.total
    from search.count_orders(
      ${tenantList(reachOf(operator, tenant))}::bigint[], ${dayStart(de)}, ${dayEnd(ate)}, ${COUNT_MAX}
    ) as c`)
  return new Map(counts.map(({ status, total }) => [status, total]))
}
