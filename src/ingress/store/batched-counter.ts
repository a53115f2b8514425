/**
 * Counts of what happens at the door, for the database. Counting waits for nothing and never fails an answer: increments
 * gather in memory and go out in one query a second at most, so that a flood of requests is no flood of queries. What a
 * killed process had not sent yet is not counted.
 */
import type { Clock } from '../../core/clock.ts'
import type { Running } from '../../core/running.ts'

export interface BatchedCounter<What> extends Running {
  /** One more. */
  count(what: What): void
}

export interface Counted<What> {
  readonly what: What
  readonly total: number
}

interface BatchedCounterOptions<What> {
  readonly clock: Clock
  /** Two of one key are counted as one. */
  readonly keyOf: (what: What) => string
  /** What is counted in its place where there are too many keys; null: it is coarse enough. */
  readonly coarser: (what: What) => What | null
  readonly keysMax: number
  /** Never rejects; false: not sent, to be tried again. */
  readonly send: (counts: readonly Counted<What>[]) => Promise<boolean>
  /** Between two queries, in milliseconds. [1000] */
  readonly everyMs?: number | undefined
}

/** Sends nothing before something was counted. `stop` sends what is left. */
export function createBatchedCounter<What>(
  options: BatchedCounterOptions<What>,
): BatchedCounter<What> {
  const { clock, keyOf, coarser, keysMax, send, everyMs = 1000 } = options
  const stopping = new AbortController()
  let counts = new Map<string, { readonly what: What; total: number }>()
  let sending: Promise<void> | undefined

  return {
    count(what) {
      add(what, 1)
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
