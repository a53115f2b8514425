/** graphile-worker with one job for each event, at the settings that its documentation gives for throughput. */
import { makeWorkerUtils } from 'graphile-worker'
import { forkWorker } from './fork-worker.ts'
import { graphileLogger } from './graphile-logger.ts'
import { installFunction } from './install-function.ts'
import type { System } from './system.ts'
import { takeFromOutbox } from './take-from-outbox.ts'

const perStatement = 10_000

export const graphileWorker: System = {
  name: 'graphile-worker',
  async install(url) {
    await installFunction(url, 'apply_one')
    const utils = await makeWorkerUtils({ connectionString: url, logger: graphileLogger })
    try {
      await utils.migrate()
    } finally {
      await utils.release()
    }
  },
  async enqueue(client, ids) {
    const all = await takeFromOutbox(client, ids)
    for (let start = 0; start < all.length; start += perStatement) {
      await client.query({
        name: 'bench_add_jobs',
        text: `
          select from graphile_worker.add_jobs(
            array(
              select row('processar', json_build_object('evento', id), null, null, null, null, null, null)::graphile_worker.job_spec
              from unnest($1::bigint[]) with ordinality as e (id, n)
              order by n
            )
          )`,
        values: [all.slice(start, start + perStatement)],
      })
    }
  },
  start: (url, { best = 'throughput' } = {}) =>
    forkWorker('graphile-worker-worker.ts', { url, best }),
}
