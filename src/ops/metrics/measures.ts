/**
 * Counts what this process does, for the charts of the control room: how long the door took to answer, and what the
 * relay has processed, whose and how long after it had come. Counting waits for nothing; the counts go out in one query
 * a kind every ten seconds at most, and what a killed process had not sent yet is not counted.
 */
import type { Clock } from '../../core/clock.ts'
import type { Logger } from '../../core/log.ts'
import type { Running } from '../../core/running.ts'
import { namedQuery } from '../../db/connect/named-query.ts'
import type { Pool } from '../../db/connect/pool.ts'

export interface Measures extends Running {
  /** The door has answered a webhook. */
  answered(ms: number): void
  /** Events of one tenant have had their effect, `ms` after they came; null: somebody had asked for them again. */
  processed(tenantId: string, ms: number | null, total: number): void
}

interface MeasuresOptions {
  readonly pool: Pool
  readonly clock: Clock
  readonly log: Logger
  /** Between two queries of a kind, in milliseconds. [10,000] */
  readonly everyMs?: number
}

/** After which the marketplace counts a delivery as failed. */
const BUDGET_MS = 500
const TIMEOUT_MS = 5000
const ANSWERS = 'select measures.add_answers($1::smallint[], $2::int[], $3::int[])'
const PROCESSED = 'select measures.add_processed($1::bigint[], $2::smallint[], $3::int[])'

interface Answers {
  total: number
  late: number
}

interface Processed {
  readonly tenantId: string
  readonly balde: number | null
  total: number
}

/** Sends nothing before something was counted. `stop` sends what is left. */
export function createMeasures(options: MeasuresOptions): Measures {
  const { pool, clock, log, everyMs = 10_000 } = options
  const stopping = new AbortController()
  let answers = new Map<number, Answers>()
  let processed = new Map<string, Processed>()
  let sending: Promise<void> | undefined

  return {
    answered(ms) {
      addAnswers(latencyBucket(ms), { total: 1, late: ms > BUDGET_MS ? 1 : 0 })
      sending ??= sendWhileAny()
    },
    processed(tenantId, ms, total) {
      addProcessed({ tenantId, balde: ms === null ? null : latencyBucket(ms), total })
      sending ??= sendWhileAny()
    },
    async stop() {
      stopping.abort()
      await sending
      await send()
    },
  }

  function addAnswers(balde: number, more: Answers): void {
    const known = answers.get(balde)
    if (known === undefined) answers.set(balde, { ...more })
    else {
      known.total += more.total
      known.late += more.late
    }
  }

  function addProcessed(more: Processed): void {
    const key = `${more.tenantId}|${more.balde}`
    const known = processed.get(key)
    if (known === undefined) processed.set(key, { ...more })
    else known.total += more.total
  }

  async function sendWhileAny(): Promise<void> {
    while (answers.size + processed.size > 0 && !stopping.signal.aborted) {
      await clock.sleep(everyMs, stopping.signal)
      await send()
    }
    sending = undefined
  }

  async function send(): Promise<void> {
    const [sentAnswers, sentProcessed] = [answers, processed]
    answers = new Map()
    processed = new Map()
    if (sentAnswers.size > 0) {
      const all = [...sentAnswers.values()]
      const values = [
        [...sentAnswers.keys()],
        all.map(({ total }) => total),
        all.map(({ late }) => late),
      ]
      await run('ops_answers', ANSWERS, values, () => {
        for (const [balde, counts] of sentAnswers) addAnswers(balde, counts)
      })
    }
    if (sentProcessed.size > 0) {
      const all = [...sentProcessed.values()]
      const values = [
        all.map(({ tenantId }) => tenantId),
        all.map(({ balde }) => balde),
        all.map(({ total }) => total),
      ]
      await run('ops_processed', PROCESSED, values, () => all.forEach(addProcessed))
    }
  }

  /** `again` puts back what could not be sent. */
  async function run(
    name: string,
    text: string,
    values: unknown[],
    again: () => void,
  ): Promise<void> {
    try {
      await namedQuery(pool, { name, text, values, query_timeout: TIMEOUT_MS })
    } catch (error) {
      log.warn({ err: error }, 'measures not sent yet')
      again()
    }
  }
}

const LAST = 60

/** Bucket k holds what took at most 2^(k/2) ms and more than the one before: 0 up to 1 ms, 18 up to 512 ms. */
export function latencyBucket(ms: number): number {
  if (!(ms > 1)) return 0
  // Bounds are powers of two: a hair over one would put them into the next bucket.
  return Math.min(LAST, Math.ceil(2 * Math.log2(ms) - 1e-9))
}
