/** Counts what the ingress refuses, by reason and tenant, for ops.recusa; see core/batched-counter.ts. */
import type { Clock } from '../../core/clock.ts'
import type { Logger } from '../../core/log.ts'
import type { Running } from '../../core/running.ts'
import { namedQuery } from '../../db/connect/named-query.ts'
import type { Pool } from '../../db/connect/pool.ts'
import type { RefusalReason } from '../proof/refusal-reason.ts'
import { type Counted, createBatchedCounter } from '../../core/batched-counter.ts'

export interface Refusals extends Running {
  /** One more. `tenantId` as the request named it; null where none was readable. */
  count(reason: RefusalReason, tenantId: number | null): void
}

interface RefusalsOptions {
  readonly pool: Pool
  readonly clock: Clock
  readonly log: Logger
  /** Between two queries, in milliseconds. [1000] */
  readonly everyMs?: number
}

type Refusal = { readonly reason: RefusalReason; readonly tenantId: number | null }

const TIMEOUT_MS = 5000
const QUERY = `
  select ingress.count_refusal('ML', r.causa, r.tenant_id, r.total)
  from unnest($1::text[], $2::bigint[], $3::int[]) as r (causa, tenant_id, total)`

/** Sends nothing before something was counted. `stop` sends what is left. */
export function createRefusals({ pool, clock, log, everyMs }: RefusalsOptions): Refusals {
  const counter = createBatchedCounter<Refusal>({
    clock,
    everyMs,
    keyOf: ({ reason, tenantId }) => `${reason}|${tenantId}`,
    // The tenant may be invented.
    coarser: ({ reason, tenantId }) => (tenantId === null ? null : { reason, tenantId: null }),
    keysMax: 1000,
    send,
  })
  return {
    count: (reason, tenantId) => counter.count({ reason, tenantId }),
    stop: () => counter.stop(),
  }

  async function send(counts: readonly Counted<Refusal>[]): Promise<boolean> {
    const values = [
      counts.map(({ what }) => what.reason),
      counts.map(({ what }) => what.tenantId),
      counts.map(({ total }) => total),
    ]
    const query = { name: 'ingress_refusals', text: QUERY, values, query_timeout: TIMEOUT_MS }
    try {
      await namedQuery(pool, query)
      return true
    } catch (error) {
      log.warn({ err: error, reasons: counts.length }, 'refusals not counted yet')
      return false
    }
  }
}
