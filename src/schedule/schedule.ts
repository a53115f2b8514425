/**
 * Runs the timed jobs that the service passes in one table. A job never overlaps itself in one process. In several
 * processes at once it must be harmless, or take a lock of its own. A failed job is logged and runs again when next
 * due.
 */
import cron from 'node-cron'
import type { Clock } from '../core/clock.ts'
import { HubError } from '../core/errors.ts'
import type { Logger } from '../core/log.ts'
import type { Running } from '../core/running.ts'

export interface Job {
  readonly name: string
  /** Five cron fields, or six with the seconds first, in UTC. */
  readonly cron: string
  /** `signal` aborts when the schedule stops. `stop` then waits for the job. */
  run(signal: AbortSignal): Promise<unknown>
}

export interface ScheduleOptions {
  readonly jobs: readonly Job[]
  readonly clock: Clock
  readonly log: Logger
  /** How long `stop` waits for running jobs. [10_000] */
  readonly stopDeadlineMs?: number
}

/** Throws HubError `config_invalid` for an invalid cron text, and starts no job then. */
export function startSchedule({
  jobs,
  clock,
  log,
  stopDeadlineMs = 10_000,
}: ScheduleOptions): Running {
  for (const { name, cron: text } of jobs) {
    if (cron.validate(text)) continue
    throw new HubError(
      'config_invalid',
      `O horário da tarefa ${name} não é um cron válido: corrija-o.`,
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
        name: job.name,
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
  log.info({ jobs: jobs.map(({ name }) => name) }, 'schedule started')

  /** Never rejects. */
  async function runOnce(job: Job): Promise<void> {
    const { name } = job
    const startedAt = clock.monotonicMs()
    try {
      const result = await job.run(stopping.signal)
      log.debug({ job: name, result, ms: clock.monotonicMs() - startedAt }, 'job done')
    } catch (error) {
      log.error({ err: error, job: name, ms: clock.monotonicMs() - startedAt }, 'job failed')
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

/** Silences node-cron: this file logs what matters about a job. */
const quiet = { info: ignore, warn: ignore, error: ignore, debug: ignore }

function ignore(): void {}
