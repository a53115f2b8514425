/**
 * Lets concurrent requests share transactions. While a batch is on its way arrivals queue, and the next batch takes what
 * has gathered. There is no timer: an idle appender stores at once, a busy one commits less often than it is called.
 *
 * An append that meets another's lock is answered in time, because the marketplace waits for 500 ms. The lock may be on one
 * event (its key is being stored by a transaction that does not end): the batch is then halved, and the other events are
 * stored. Or it is on a table, which everybody needs: then nothing is stored, and for a second a lock is hardly waited for.
 */
import { HubError } from '../../core/errors.ts'
import type { Running } from '../../core/running.ts'
import { sqlState } from '../../db/connect/sql-state.ts'
import {
  createEventStore,
  type EventStoreOptions,
  type ValidEvent,
  type Stored,
  type StoreEvents,
} from './event-store.ts'

export interface Appender extends Running {
  /** As StoreEvents says; also unavailable while too many events wait, and once `stop` was called. */
  readonly append: StoreEvents
}

export interface AppenderOptions extends EventStoreOptions {
  /** Events in a batch at most, unless one request alone brings more. [200] */
  readonly maxBatch?: number
  /** Batches on their way at a time. [2] */
  readonly maxInFlight?: number
  /** Events that may wait. [10000] */
  readonly maxQueued?: number
}

interface Arrival extends PromiseWithResolvers<Stored> {
  readonly events: readonly ValidEvent[]
}

/** How long a lock is waited for: by a whole batch, by a part of one, and by all attempts of one together. */
const PATIENT = { firstMs: 120, nextMs: 15, allMs: 320 }
/** The same, after somebody was found to hold a lock that everybody needs. */
const CONTENDED = { firstMs: 15, nextMs: 15, allMs: 60 }
const CONTENDED_MS = 1000
const LOCK_NOT_AVAILABLE = '55P03'

/** Opens nothing yet. `stop` refuses new requests and waits for those that came before. */
export function createAppender(options: AppenderOptions): Appender {
  const { maxBatch = 200, maxInFlight = 2, maxQueued = 10_000 } = options
  const { clock } = options
  const store = createEventStore(options)
  const queue: Arrival[] = []
  let queued = 0
  let inFlight = 0
  let contendedUntil = Number.NEGATIVE_INFINITY
  let closing: PromiseWithResolvers<void> | undefined

  return {
    async append(events) {
      if (events.length === 0) return []
      if (closing !== undefined) throw turnedAway('A entrada está sendo encerrada.')
      if (queued + events.length > maxQueued) throw turnedAway('Há eventos demais na fila.')
      const arrival = { events, ...Promise.withResolvers<Stored>() }
      queue.push(arrival)
      queued += events.length
      dispatch()
      return arrival.promise
    },
    async stop() {
      closing ??= Promise.withResolvers<void>()
      dispatch()
      await closing.promise
    },
  }

  function dispatch(): void {
    while (inFlight < maxInFlight && queue.length > 0) {
      inFlight += 1
      void write(takeBatch()).finally(() => {
        inFlight -= 1
        dispatch()
      })
    }
    if (inFlight === 0) closing?.resolve()
  }

  /** Takes whole requests: the events of one request stay together. */
  function takeBatch(): Arrival[] {
    let size = 0
    const tooMany = queue.findIndex(({ events }, index) => {
      size += events.length
      return index > 0 && size > maxBatch
    })
    const batch = queue.splice(0, tooMany < 0 ? queue.length : tooMany)
    for (const { events } of batch) queued -= events.length
    return batch
  }

  async function write(batch: readonly Arrival[]): Promise<void> {
    const startedAt = clock.monotonicMs()
    const { firstMs, nextMs, allMs } = startedAt < contendedUntil ? CONTENDED : PATIENT
    let isAnyStored = false
    let lastLocked = false
    await attempt(batch, firstMs)
    if (lastLocked && !isAnyStored) contendedUntil = clock.monotonicMs() + CONTENDED_MS

    async function attempt(some: readonly Arrival[], waitMs: number): Promise<void> {
      try {
        const stored = await store(
          some.flatMap(({ events }) => events),
          waitMs,
        )
        isAnyStored = true
        let start = 0
        for (const { events, resolve } of some)
          resolve(stored.slice(start, (start += events.length)))
      } catch (error) {
        lastLocked = sqlState(error) === LOCK_NOT_AVAILABLE
        const isOver = clock.monotonicMs() - startedAt >= allMs
        if (!lastLocked || some.length === 1 || isOver) {
          for (const { reject } of some) reject(error)
          return
        }
        const middle = Math.ceil(some.length / 2)
        await attempt(some.slice(0, middle), nextMs)
        await attempt(some.slice(middle), nextMs)
      }
    }
  }
}

function turnedAway(sentence: string): HubError {
  return new HubError('unavailable', sentence, { retryable: true })
}
