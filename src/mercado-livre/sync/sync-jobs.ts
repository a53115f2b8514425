/** The timed jobs of this room: the tasks of the synchronisation, and the refresh of tokens. Times are UTC. */
import type { Sync } from './sync.ts'
import type { SyncTaskName } from './sync-task.ts'
import type { Tokens } from '../oauth/tokens.ts'

interface SyncJob {
  readonly name: string
  /** Five cron fields. */
  readonly cron: string
  run(signal: AbortSignal): Promise<unknown>
}

export function syncJobs(sync: Sync, tokens: Tokens): readonly SyncJob[] {
  const task = (name: string, cron: string, taskName: SyncTaskName): SyncJob => ({
    name,
    cron,
    run: (signal) => sync.run(taskName, { signal }),
  })
  return [
    { name: 'tokens', cron: '*/5 * * * *', run: () => tokens.refreshAhead() },
    task('missed-feeds', '*/10 * * * *', 'MISSED_FEEDS'),
    task('varredura-de-pedidos', '3-59/15 * * * *', 'VARREDURA'),
    task('pedidos-abertos', '37 * * * *', 'ABERTOS'),
  ]
}
