/** The product's own relay at its default settings. The append has already queued the events. */
import { forkWorker } from './fork-worker.ts'
import type { System } from './system.ts'

export const hubOutbox: System = {
  name: 'hub-outbox',
  install: () => Promise.resolve(),
  enqueue: () => Promise.resolve(),
  start: (url, { best = 'throughput' } = {}) => forkWorker('hub-outbox-worker.ts', { url, best }),
}
