/** The worker process of pg-boss: full batches one after another, the set-based effect once for each batch. */
import { PgBoss } from 'pg-boss'
import { bossOptions, queue } from './pg-boss-options.ts'
import { serveWorker } from './serve-worker.ts'

interface Data {
  readonly evento: string
}

interface Database {
  executeSql(text: string, values?: unknown[]): Promise<unknown>
}

const localConcurrency = 2

await serveWorker(async ({ url, variant }) => {
  const boss = new PgBoss({ ...bossOptions(url), max: 2 * localConcurrency + 2 })
  boss.on('error', console.error)
  await boss.start()
  const options = {
    // The fastest batch size of 500, 1000, 2000 and 5000.
    batchSize: 5000,
    localConcurrency,
    burstWhenBatchFull: true,
    pollingIntervalSeconds: 0.5,
    notifyPollingIntervalSeconds: 0.5,
  }

  async function apply(database: Database, jobs: readonly { data: Data }[]): Promise<void> {
    await database.executeSql('select bench.apply_batch($1)', [jobs.map(({ data }) => data.evento)])
  }
  return {
    async begin(done) {
      if (variant === 'transactional') {
        await boss.work<Data, void, { transactional: true } & typeof options>(
          queue,
          { ...options, transactional: true },
          async (jobs, tx) => {
            await apply(tx, jobs)
            done(jobs.length)
          },
        )
      } else {
        await boss.work<Data>(queue, options, async (jobs) => {
          await apply(boss.getDb(), jobs)
          done(jobs.length)
        })
      }
    },
    async committed() {
      // The handler returns before its transaction commits; its worker ends after the commit.
      if (variant === 'transactional') await boss.offWork(queue, { wait: true })
    },
    async stop() {
      await boss.stop({ graceful: true })
    },
  }
})
