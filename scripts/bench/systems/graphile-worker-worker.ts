/** The worker process of graphile-worker: a local queue, completion in batches, one prepared call for each job. */
import { run, type Runner, WorkerPreset } from 'graphile-worker'
import pg from 'pg'
import { graphileLogger } from './graphile-logger.ts'
import { serveWorker } from './serve-worker.ts'

const concurrentJobs = 24

await serveWorker(async ({ url, best }) => {
  const pgPool = new pg.Pool({ connectionString: url, max: concurrentJobs + 4 })
  pgPool.on('error', console.error)
  pgPool.on('connect', (client) => client.on('error', console.error))
  const connections = await Promise.all(
    Array.from({ length: concurrentJobs + 4 }, () => pgPool.connect()),
  )
  for (const connection of connections) connection.release()
  const batching =
    best === 'latency'
      ? {}
      : {
          localQueue: { size: 500 },
          // Slightly faster here than 0 or 250. The measurement ends with the effect, not with the completion.
          completeJobBatchDelay: 50,
          failJobBatchDelay: 0,
        }
  let runner: Runner | undefined
  return {
    async begin(done) {
      runner = await run({
        pgPool,
        noHandleSignals: true,
        preset: {
          extends: [WorkerPreset],
          worker: { concurrentJobs, logger: graphileLogger, ...batching },
        },
        taskList: {
          processar: async (payload, { withPgClient }) => {
            const { evento } = payload as { evento: string }
            await withPgClient((client) =>
              client.query({ name: 'apply', text: 'select bench.apply_one($1)', values: [evento] }),
            )
            done(1)
          },
        },
        parsedCronItems: [],
      })
    },
    async stop() {
      await runner?.stop()
      await pgPool.end()
    },
  }
})
