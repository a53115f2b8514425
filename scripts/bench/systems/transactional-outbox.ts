/** pg-transactional-outbox with one message for each event, by its polling listener: it has no notifications. */
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { DatabaseSetup, getDisabledLogger, initializeMessageStorage } from 'pg-transactional-outbox'
import { forkWorker } from './fork-worker.ts'
import { installFunction } from './install-function.ts'
import type { System } from './system.ts'
import { takeFromOutbox } from './take-from-outbox.ts'
import { listenerConfig, nextMessages, schema, table } from './transactional-outbox-settings.ts'

export const transactionalOutbox: System = {
  name: 'pg-transactional-outbox',
  // Each batch reads all that waits, so the time grows with the square of the queue.
  most: 2000,
  async install(url) {
    await installFunction(url, 'apply_one')
    const setup = {
      outboxOrInbox: 'outbox',
      database: new URL(url).pathname.slice(1),
      schema,
      table,
      listenerRole: 'postgres',
      nextMessagesName: nextMessages,
    } as const
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    try {
      await client.query(DatabaseSetup.dropAndCreateTable(setup))
      await client.query(DatabaseSetup.createPollingFunction(setup))
      await client.query(DatabaseSetup.setupPollingIndexes(setup))
    } finally {
      await client.end()
    }
  },
  async enqueue(client, ids) {
    const store = initializeMessageStorage(listenerConfig('', 0), getDisabledLogger())
    const all = await takeFromOutbox(client, ids)
    if (ids === 'all') await client.query('begin')
    for (const evento of all) {
      const message = {
        id: randomUUID(),
        aggregateType: 'evento',
        aggregateId: evento,
        messageType: 'processar',
        concurrency: 'parallel',
        payload: { evento },
      } as const
      await store(message, client)
    }
    if (ids === 'all') await client.query('commit')
  },
  start: (url, { best = 'throughput' } = {}) =>
    forkWorker('transactional-outbox-worker.ts', { url, best }),
}
