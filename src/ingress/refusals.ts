/**
 * Counts what the door refuses, by cause and tenant, for ops.recusa. Counting waits for nothing and never fails an
 * answer: increments gather in memory and go out in one query a second at most, so that a flood of bad requests is no
 * flood of queries. What a killed process had not sent yet is not counted.
 */
import type { Clock } from '../core/clock.ts'
import type { Logger } from '../core/log.ts'
import type { Running } from '../core/running.ts'
import { namedQuery } from '../db/named-query.ts'
import type { Pool } from '../db/pool.ts'
import type { Causa } from './causa.ts'

export interface Refusals extends Running {
  /** One more; `tenantId` as claimed, null where none was readable. */
  count(causa: Causa, tenantId: number | null): void
}

interface RefusalsOptions {
  readonly pool: Pool
  readonly clock: Clock
  readonly log: Logger
  /** Between two queries, in milliseconds. [1000] */
  readonly everyMs?: number
}

/** Beyond so many the tenant, which may be invented, is left out of the key. */
const KEYS_MAX = 1000
const TIMEOUT_MS = 5000
const QUERY = `
  select ingress.count_refusal('ML', r.causa, r.tenant_id, r.total)
  from unnest($1::text[], $2::bigint[], $3::int[]) as r (causa, tenant_id, total)`

type Count = { readonly causa: Causa; readonly tenantId: number | null; total: number }

/** Sends nothing before something was counted. `stop` sends what is left. */
export function createRefusals(options: RefusalsOptions): Refusals {
  const { pool, clock, log, everyMs = 1000 } = options
  const stopping = new AbortController()
  let counts = new Map<string, Count>()
  let sending: Promise<void> | undefined

  return {
    count(causa, tenantId) {
      add(causa, tenantId, 1)
      sending ??= sendWhileAny()
    },
    async stop() {
      stopping.abort()
      await sending
      await send()
    },
  }

  function add(causa: Causa, tenantId: number | null, total: number): void {
    const key = `${causa}|${tenantId}`
    const count = counts.get(key)
    if (count !== undefined) count.total += total
    else if (tenantId !== null && counts.size >= KEYS_MAX) add(causa, null, total)
    else counts.set(key, { causa, tenantId, total })
  }

  async function sendWhileAny(): Promise<void> {
    while (counts.size > 0 && !stopping.signal.aborted) {
      await clock.sleep(everyMs, stopping.signal)
      await send()
    }
    sending = undefined
  }

  async function send(): Promise<void> {
    const sent = [...counts.values()]
    if (sent.length === 0) return
    counts = new Map()
    const values = [
      sent.map(({ causa }) => causa),
      sent.map(({ tenantId }) => tenantId),
      sent.map(({ total }) => total),
    ]
    const query = { name: 'ingress_refusals', text: QUERY, values, query_timeout: TIMEOUT_MS }
    try {
      await namedQuery(pool, query)
    } catch (error) {
      log.warn({ err: error, causas: sent.length }, 'refusals not counted yet')
      for (const { causa, tenantId, total } of sent) add(causa, tenantId, total)
    }
  }
}
