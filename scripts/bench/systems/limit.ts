/**
 * The best that PostgreSQL could do: the product's effect on event ids that are known beforehand, without outbox rows,
 * with batches and connections like the product's, by bare clients. It handles only events that were stored before it
 * started.
 */
import { forkWorker } from './fork-worker.ts'
import { installFunction } from './install-function.ts'
import type { System } from './system.ts'
import { takeFromOutbox } from './take-from-outbox.ts'

export const limit: System = {
  name: 'limit',
  install: (url) => installFunction(url, 'apply_batch'),
  async enqueue(client, ids) {
    await takeFromOutbox(client, ids)
  },
  start: (url, { best = 'throughput' } = {}) => forkWorker('limit-worker.ts', { url, best }),
}
