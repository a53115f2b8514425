/**
 * Every timed job, in one table that the service gives. A job never overlaps itself in one process; between
 * processes it must be harmless, or take a lock of its own. A job that fails is logged and runs again when next due.
 */
import cron from 'node-cron'
import type { Clock } from '../core/clock.ts'
import { HubError } from '../core/errors.ts'
import type { Logger } from '../core/log.ts'
import type { Running } from '../core/running.ts'

export interface Job {
  readonly nome: string
  /** When: five cron fields, or six with seconds first; in UTC. */
  readonly cron: string
  /** `signal` aborts when the schedule stops, which then waits for the job. */
  run(signal: AbortSignal): Promise<unknown>
}

export interface ScheduleOptions {
  readonly jobs: readonly Job[]
  readonly clock: Clock
  readonly log: Logger
  /** How long `stop` waits for jobs that run. [10_000] */
  readonly stopDeadlineMs?: number
}

/** Throws HubError `config_invalid` for a cron text that can't be read, and then starts nothing. */
export function startSchedule({
  jobs,
  clock,
  log,
  stopDeadlineMs = 10_000,
}: ScheduleOptions): Running {
  for (const { nome, cron: text } of jobs) {
    if (cron.validate(text)) continue
    throw new HubError(
      'config_invalid',
      `O horário da tarefa ${nome} não é um cron válido: corrija-o.`,
    )
  }
  const stopping = new AbortController()
  const running = new Set<Promise<void>>()

  const tasks = jobs.map((job) =>
    cron.schedule(
      job.cron,
      async () => {
        const run = runOnce(job)
        running.add(run)
        await run
        running.delete(run)
      },
      {
        name: job.nome,
        timezone: 'UTC',
        noOverlap: true,
        suppressMissedWarning: true,
        logger: quiet,
      },
    ),
  )
  for (const task of tasks) {
    task.on('execution:overlap', () => log.warn({ job: task.name }, 'job still running'))
  }
  log.info({ jobs: jobs.map(({ nome }) => nome) }, 'schedule started')

  /** Never rejects. */
  async function runOnce(job: Job): Promise<void> {
    const { nome } = job
    const startedAt = clock.monotonicMs()
    try {
      const result = await job.run(stopping.signal)
      log.debug({ job: nome, result, ms: clock.monotonicMs() - startedAt }, 'job done')
    } catch (error) {
      log.error({ err: error, job: nome, ms: clock.monotonicMs() - startedAt }, 'job failed')
    }
  }

  async function shutDown(): Promise<void> {
    stopping.abort()
    for (const task of tasks) await task.destroy()
    const done = new AbortController()
    await Promise.race([Promise.all(running), clock.sleep(stopDeadlineMs, done.signal)])
    done.abort()
    if (running.size > 0) log.warn({ running: running.size }, 'schedule stopped before its jobs')
  }

  let stopped: Promise<void> | undefined
  return { stop: () => (stopped ??= shutDown()) }
}

/** node-cron's own words go nowhere: what matters of a job is logged here. */
const quiet = { info: ignore, warn: ignore, error: ignore, debug: ignore }

function ignore(): void {}
