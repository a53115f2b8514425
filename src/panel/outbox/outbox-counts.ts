/** How many rows of the queue have each status, counted no further than anybody reads. */
import * as v from 'valibot'
import { tenantList } from '../../db/connect/tenant-scope.ts'
import { type Query, sql } from '../../db/connect/query.ts'
import type { Operator } from '../panel-env.ts'
import { STATUSES } from './outbox-filters.ts'

const Count = v.object({ status: v.picklist(STATUSES), total: v.number() })

export const COUNT_MAX = 10_000

const PATIENCE_MS = 3000

/** Of more than COUNT_MAX, more than that: what waits is known kind by kind, each as far as that. */
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
