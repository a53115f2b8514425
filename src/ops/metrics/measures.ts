/**
 * Counts what this process does, for the charts of the panel: how long the ingress takes to answer, and whose events
 * the relay has processed, how long after they arrived. See core/batched-counter.ts: one query of each kind goes out in
 * ten seconds at most, and the counts that a killed process had not sent are lost.
 */
import { type Counted, createBatchedCounter } from '../../core/batched-counter.ts'
import type { Clock } from '../../core/clock.ts'
import type { Logger } from '../../core/log.ts'
import type { Running } from '../../core/running.ts'
import { namedQuery } from '../../db/connect/named-query.ts'
import type { Pool } from '../../db/connect/pool.ts'

export interface Measures extends Running {
  /** The ingress has answered a webhook after `ms`. */
  answered(ms: number): void
  /**
   * The events of a tenant have had their effect, `ms` after they arrived; null: after a person asked for them again.
   */
  processed(tenantId: string, ms: number | null, total: number): void
}

interface MeasuresOptions {
  readonly pool: Pool
  readonly clock: Clock
  readonly log: Logger
  /** The time between two queries of a kind, in milliseconds. [10,000] */
  readonly everyMs?: number
}

interface Answer {
  readonly bucket: number
  readonly isLate: boolean
}

interface Processed {
  readonly tenantId: string
  readonly bucket: number | null
}

/** The marketplace counts a delivery as failed after this time. */
const BUDGET_MS = 500
const TIMEOUT_MS = 5000
const ANSWERS = `
  select measures.add_answers(array_agg(a.bucket), array_agg(a.total), array_agg(a.late))
  from (
    select u.bucket, sum(u.total)::int as total, coalesce(sum(u.total) filter (where u.is_late), 0)::int as late
    from unnest($1::smallint[], $2::boolean[], $3::int[]) as u (bucket, is_late, total)
    group by u.bucket
  ) as a`
const PROCESSED = 'select measures.add_processed($1::bigint[], $2::smallint[], $3::int[])'
const LAST_BUCKET = 60

/** Sends nothing before something was counted. `stop` sends what is left. */
export function createMeasures({ pool, clock, log, everyMs = 10_000 }: MeasuresOptions): Measures {
  const answers = createBatchedCounter<Answer>({
    clock,
    everyMs,
    keyOf: ({ bucket, isLate }) => `${bucket}|${isLate}`,
    send: (counts) =>
      send('ops_answers', ANSWERS, [
        counts.map(({ what }) => what.bucket),
        counts.map(({ what }) => what.isLate),
        totalsOf(counts),
      ]),
  })
  const processed = createBatchedCounter<Processed>({
    clock,
    everyMs,
    keyOf: ({ tenantId, bucket }) => `${tenantId}|${bucket}`,
    send: (counts) =>
      send('ops_processed', PROCESSED, [
        counts.map(({ what }) => what.tenantId),
        counts.map(({ what }) => what.bucket),
        totalsOf(counts),
      ]),
  })
  return {
    answered: (ms) => answers.count({ bucket: latencyBucket(ms), isLate: ms > BUDGET_MS }),
    processed: (tenantId, ms, total) =>
      processed.count({ tenantId, bucket: ms === null ? null : latencyBucket(ms) }, total),
    async stop() {
      await answers.stop()
      await processed.stop()
    },
  }

  async function send(name: string, text: string, values: unknown[]): Promise<boolean> {
    try {
      await namedQuery(pool, { name, text, values, query_timeout: TIMEOUT_MS })
      return true
    } catch (error) {
      log.warn({ err: error }, 'measures not sent yet')
      return false
    }
  }
}

function totalsOf(counts: readonly Counted<unknown>[]): number[] {
  return counts.map(({ total }) => total)
}

/**
 * The bucket of a duration, on a scale on which counts of any time and any process add up. Bucket k holds durations of
 * at most 2^(k/2) ms that are longer than those of bucket k - 1: bucket 0 up to 1 ms, bucket 18 up to 512 ms.
 */
export function latencyBucket(ms: number): number {
  if (!(ms > 1)) return 0
  // Bounds are powers of two: without the correction a rounding error would put a bound into the next bucket.
  return Math.min(LAST_BUCKET, Math.ceil(2 * Math.log2(ms) - 1e-9))
}
