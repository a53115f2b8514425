/**
 * Counts in memory and sends the counts to the database in batches. Counting waits for nothing and never fails a
 * request: one query goes out in each interval at most, so that a flood of requests is no flood of queries. Counts that
 * could not be sent are kept and sent with the next ones. Counts that a killed process had not sent are lost.
 */
import type { Clock } from './clock.ts'
import type { Running } from './running.ts'

export interface BatchedCounter<What> extends Running {
  /** Adds `total`. [1] */
  count(what: What, total?: number): void
}

export interface Counted<What> {
  readonly what: What
  readonly total: number
}

interface BatchedCounterOptions<What> {
  readonly clock: Clock
  /** Things with the same key are counted together. */
  readonly keyOf: (what: What) => string
  /** The most keys that are kept at a time. [no limit] */
  readonly keysMax?: number
  /** What to count instead when there are too many keys; null: `what` is coarse enough. [null] */
  readonly coarser?: (what: What) => What | null
  /** Never rejects. False: the counts were not sent and are kept. */
  readonly send: (counts: readonly Counted<What>[]) => Promise<boolean>
  /** The time between two queries, in milliseconds. [1000] */
  readonly everyMs?: number | undefined
}

/** Sends nothing before something was counted. `stop` sends what is left. */
export function createBatchedCounter<What>(
  options: BatchedCounterOptions<What>,
): BatchedCounter<What> {
  const { clock, keyOf, keysMax = Infinity, coarser = () => null, send, everyMs = 1000 } = options
  const stopping = new AbortController()
  let counts = new Map<string, { readonly what: What; total: number }>()
  let sending: Promise<void> | undefined

  return {
    count(what, total = 1) {
      add(what, total)
      sending ??= sendWhileAny()
    },
    async stop() {
      stopping.abort()
      await sending
      await sendAll()
    },
  }

  function add(what: What, total: number): void {
    const key = keyOf(what)
    const count = counts.get(key)
    const instead = count === undefined && counts.size >= keysMax ? coarser(what) : null
    if (count !== undefined) count.total += total
    else if (instead !== null) add(instead, total)
    else counts.set(key, { what, total })
  }

  async function sendWhileAny(): Promise<void> {
    while (counts.size > 0 && !stopping.signal.aborted) {
      await clock.sleep(everyMs, stopping.signal)
      await sendAll()
    }
    sending = undefined
  }

  async function sendAll(): Promise<void> {
    const sent = [...counts.values()]
    if (sent.length === 0) return
    counts = new Map()
    if (await send(sent)) return
    for (const { what, total } of sent) add(what, total)
  }
}
