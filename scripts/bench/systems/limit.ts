/**
 * What PostgreSQL could do at best: the product's effect on event ids that are known beforehand, no outbox row, batches
 * and connections as the product's, bare clients. It knows only what was stored before it started.
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
