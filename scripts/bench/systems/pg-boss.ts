/**
 * pg-boss with one job for each event, in batches for a set-based handler: plain, and `transactional`, where the effect
 * commits with the completion of its jobs.
 */
import { PgBoss } from 'pg-boss'
import { forkWorker } from './fork-worker.ts'
import { installFunction } from './install-function.ts'
import { bossOptions, queue } from './pg-boss-options.ts'
import type { System } from './system.ts'
import { takeFromOutbox } from './take-from-outbox.ts'

const perInsert = 5000

function system(name: string, variant: 'plain' | 'transactional'): System {
  return {
    name,
    async install(url) {
      await installFunction(url, 'apply_batch')
      const boss = new PgBoss({ ...bossOptions(url), max: 1 })
      boss.on('error', console.error)
      await boss.start()
      await boss.createQueue(queue, { partition: true, notify: true })
      await boss.stop({ graceful: false })
    },
    async enqueue(client, ids) {
      const all = await takeFromOutbox(client, ids)
      const boss = new PgBoss({
        ...bossOptions(''),
        migrate: false,
        db: { executeSql: (text, values) => client.query(text, values) },
      })
      await boss.start()
      for (let start = 0; start < all.length; start += perInsert) {
        const jobs = all.slice(start, start + perInsert).map((evento) => ({ data: { evento } }))
        await boss.insert(queue, jobs)
      }
      await boss.stop({ graceful: false, close: false })
    },
    start: (url, { best = 'throughput' } = {}) =>
      forkWorker('pg-boss-worker.ts', { url, best, variant }),
  }
}

export const pgBoss = system('pg-boss', 'plain')
export const pgBossTransactional = system('pg-boss transactional', 'transactional')
