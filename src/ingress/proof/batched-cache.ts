/**
 * Caches answers of the database for a few seconds, absence included, and reads what is missing in batches: one query at a
 * time is on its way, however many keys are asked for. So requests with invented names do not crowd out the appends. A
 * change counts after `ttlMs` at the latest.
 */
import type { Clock } from '../../core/clock.ts'
import { HubError } from '../../core/errors.ts'

export interface BatchedCacheOptions<Key, Answer> {
  /** Reads some keys at once. What it resolves to gives the answer of each key, and may throw for one alone. */
  readonly load: (keys: readonly Key[]) => Promise<(key: Key) => Answer>
  /** Whether it is read again before it expires, so that no request waits for it. */
  readonly isReadAhead: (answer: Answer) => boolean
  readonly clock: Clock
  /** How long an answer counts, in milliseconds. [3000] */
  readonly ttlMs?: number
  /** Answers kept at most. [10000] */
  readonly sizeMax?: number
  /** Keys that may wait for an answer. [1000] */
  readonly waitingMax?: number
}

const BATCH_MAX = 100

/** Asks nothing yet. Rejects with what `load` throws, or HubError unavailable where too many wait. */
export function createBatchedCache<Key, Answer>(
  options: BatchedCacheOptions<Key, Answer>,
): (key: Key) => Promise<Answer> {
  const { load, isReadAhead, clock, ttlMs = 3000 } = options
  const { sizeMax = 10_000, waitingMax = 1000 } = options
  const known = new Map<Key, { readonly answer: Answer; readonly until: number }>()
  const waiting = new Map<Key, PromiseWithResolvers<Answer>>()
  const unasked: Key[] = []
  let asking = false

  return async (key) => {
    const found = known.get(key)
    const left = (found?.until ?? 0) - clock.monotonicMs()
    if (found === undefined || left <= 0) return askFor(key)
    if (left < ttlMs / 2 && isReadAhead(found.answer)) askFor(key).catch(() => {})
    return found.answer
  }

  async function askFor(key: Key): Promise<Answer> {
    const waited = waiting.get(key)
    if (waited !== undefined) return waited.promise
    if (waiting.size >= waitingMax) {
      throw new HubError('unavailable', 'Há consultas demais na fila.', { retryable: true })
    }
    const answer = Promise.withResolvers<Answer>()
    waiting.set(key, answer)
    unasked.push(key)
    if (!asking) void ask()
    return answer.promise
  }

  async function ask(): Promise<void> {
    asking = true
    while (unasked.length > 0) {
      const keys = unasked.splice(0, BATCH_MAX)
      try {
        const answerOf = await load(keys)
        for (const key of keys) settle(key, () => keep(key, answerOf(key)))
      } catch (error) {
        for (const key of keys) settle(key, () => fail(error))
      }
    }
    asking = false
  }

  function settle(key: Key, answer: () => Answer): void {
    const waited = waiting.get(key)
    waiting.delete(key)
    try {
      waited?.resolve(answer())
    } catch (error) {
      waited?.reject(error)
    }
  }

  function keep(key: Key, answer: Answer): Answer {
    // Deleted first, so that the oldest answer is the first to be forgotten.
    known.delete(key)
    const [oldest] = known.keys()
    if (known.size >= sizeMax && oldest !== undefined) known.delete(oldest)
    known.set(key, { answer, until: clock.monotonicMs() + ttlMs })
    return answer
  }
}

function fail(error: unknown): never {
  throw error
}
