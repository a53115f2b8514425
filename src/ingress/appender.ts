/**
 * Lets concurrent requests share transactions: while a batch is on its way arrivals queue, and the next batch takes
 * what has gathered. There is no timer: an idle door stores at once, a busy one commits less often than it is called.
 */
import { HubError } from '../core/errors.ts'
import type { Running } from '../core/running.ts'
import {
  createEventStore,
  type EventStoreOptions,
  type EventoValido,
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
  readonly events: readonly EventoValido[]
}

/** Opens nothing yet. `stop` turns new requests away and waits for those that came before. */
export function createAppender(options: AppenderOptions): Appender {
  const { maxBatch = 200, maxInFlight = 2, maxQueued = 10_000 } = options
  const store = createEventStore(options)
  const queue: Arrival[] = []
  let queued = 0
  let inFlight = 0
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

  /** Whole requests only: the events of one go together. */
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
    try {
      const stored = await store(batch.flatMap(({ events }) => events))
      let start = 0
      for (const { events, resolve } of batch)
        resolve(stored.slice(start, (start += events.length)))
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }
}

function turnedAway(sentence: string): HubError {
  return new HubError('unavailable', sentence, { retryable: true })
}
