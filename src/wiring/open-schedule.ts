/** Wires the schedule: all timed jobs of the rooms, in one table. */
import type { Clock } from '../core/clock.ts'
import type { Logger } from '../core/log.ts'
import type { Running } from '../core/running.ts'
import type { Pool } from '../db/connect/pool.ts'
import { syncJobs } from '../mercado-livre/sync/sync-jobs.ts'
import { release } from '../relay/release.ts'
import { sweep, sweepStrays } from '../relay/sweep.ts'
import { databaseJobs } from '../schedule/database-jobs.ts'
import { type Job, startSchedule } from '../schedule/schedule.ts'
import type { Marketplace } from './open-marketplace.ts'

interface OpenScheduleOptions {
  /** Two connections: no job waits long for another job of the same second. */
  readonly pool: Pool
  readonly marketplace: Pick<Marketplace, 'sync' | 'tokens'>
  readonly clock: Clock
  readonly log: Logger
}

/** The frequent jobs start in different seconds, so that they do not compete for the pool. */
export function openSchedule({ pool, marketplace, clock, log }: OpenScheduleOptions): Running {
  const jobs: readonly Job[] = [
    { name: 'varredura', cron: '* * * * *', run: (signal) => sweep(pool, signal) },
    {
      name: 'linhas_perdidas',
      cron: '30 * * * * *',
      run: (signal) => sweepStrays({ pool, clock, log }, signal),
    },
    { name: 'liberacoes', cron: '1-59/2 * * * * *', run: (signal) => release(pool, clock, signal) },
    ...databaseJobs(pool),
    ...syncJobs(marketplace.sync, marketplace.tokens),
  ]
  return startSchedule({ jobs, clock, log })
}
