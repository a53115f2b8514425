/**
 * One loop of fused steps on a session of its own. Once woken, it steps until a step finds nothing. A step that may have
 * left work behind wakes one more worker. This file also decides what follows a step that failed as a whole.
 */
import type { Clock } from '../core/clock.ts'
import type { Logger } from '../core/log.ts'
import { createBatchSize } from './batch-size.ts'
import { failureDelayMs, stepFailure } from './failure.ts'
import type { WakeSignal } from './wake-signal.ts'
import type { RelayHooks } from './relay-hooks.ts'
import type { Session } from './session.ts'
import { step, type StepFault, type StepResult } from './step.ts'
import { runInQuarantine } from './quarantine.ts'
import type { SleepState } from './sleep-state.ts'

export interface StepWorkerOptions {
  readonly session: Session
  /** Wakes the step workers. */
  readonly stepSignal: WakeSignal
  /** How many step workers there are. */
  readonly workers: number
  readonly pollSignal: WakeSignal
  readonly noticeSignal: WakeSignal
  readonly sleepState: SleepState
  /** Events that a wake has named. The worker that it wakes takes them out. */
  readonly knownIds: string[]
  readonly batch: number
  readonly worker: string
  readonly backoff: readonly string[]
  readonly statementTimeoutMs: number
  readonly stopping: AbortSignal
  readonly clock: Clock
  readonly log: Logger
  readonly hooks: Required<RelayHooks>
}

/** Resolves when the relay stops, after the step under way. Never rejects. */
export async function runStepWorker(options: StepWorkerOptions): Promise<void> {
  const { session, stepSignal, workers, pollSignal, noticeSignal, sleepState, worker, backoff } =
    options
  const { knownIds, stopping, clock, log, hooks } = options
  const size = createBatchSize(options.batch)
  let failures = 0

  await warmUp()
  while (!stopping.aborted) {
    if (sleepState.awake && stepSignal.sleepers === workers - 1) pollSignal.raise('idle')
    const source = await stepSignal.wait()
    if (source === 'stop') break
    hooks.onWake(source)
    const ids = knownIds.splice(0)
    const isAllKnown = ids.length > 0 && (await stepKnown(ids))
    if (!isAllKnown || (source !== 'poke' && source !== 'notify')) await workUntilDone()
  }
  session.drop()

  /** Connects and plans beforehand, so that the first event does not wait for it. The database need not answer yet. */
  async function warmUp(): Promise<void> {
    try {
      await session.open()
      await step(session, { limit: 0, worker, backoff, ids: [] })
    } catch (error) {
      session.drop()
      log.debug({ err: error, worker }, 'step not planned beforehand')
    }
  }

  async function workUntilDone(): Promise<void> {
    for (let steps = 0; !stopping.aborted; steps++) {
      try {
        await session.open()
        if (size.isolated) {
          await runInQuarantine(session, options)
          size.grow(false)
        } else if (!(await oneStep(steps >= 2))) {
          return
        }
        failures = 0
      } catch (error) {
        failures++
        const sqlstate = session.sqlstate(error)
        session.drop()
        log.warn({ err: error, sqlstate, worker, failures, limit: size.current }, 'step failed')
        await clock.sleep(failureDelayMs(failures), stopping)
      }
    }
  }

  /**
   * Resolves to whether these events are seen to. An event that somebody else has claimed is. One that has to be parked is
   * not, and any other failure is left to the ordinary step too.
   */
  async function stepKnown(ids: readonly string[]): Promise<boolean> {
    const startedAt = clock.monotonicMs()
    try {
      const result = await step(session, { limit: ids.length, worker, backoff, ids })
      if (result.claimed > 0) settle(result, clock.monotonicMs() - startedAt)
      return !result.shrink
    } catch (error) {
      session.drop()
      log.debug({ err: error, worker }, 'step of known events failed')
      return false
    }
  }

  /** Resolves to whether there may be more to do. `busy`: two steps found work. Only then are producers told not to notify. */
  async function oneStep(busy: boolean): Promise<boolean> {
    const limit = size.current
    const startedAt = clock.monotonicMs()
    if (busy) sleepState.awake = true
    let result: StepResult
    try {
      result = await step(session, { limit, worker, backoff, stayAwake: busy })
    } catch (error) {
      if (stepFailure(session.sqlstate(error)) === 'shrink') size.shrink()
      throw error
    }
    if (result.claimed === 0) return false
    const full = result.claimed >= limit
    if (result.shrink) size.shrink()
    else size.grow(full)
    // Beside a tenant that keeps up, a step leaves work behind though it takes but half of what it may.
    if (2 * result.claimed >= limit) stepSignal.raise('step')
    settle(result, clock.monotonicMs() - startedAt)
    return true
  }

  /** Tells the others what a step has done. */
  function settle(result: StepResult, ms: number) {
    const { claimed, finished, held, notices, faults } = result
    if (notices > 0) noticeSignal.raise('step')
    const counts = { claimed, finished, held, notices, failed: faults.length, ms }
    log.debug({ worker, ...counts }, 'step done')
    for (const fault of faults) reportFault(fault)
    const delays = result.tenants.map((tenantId, n) => ({
      tenantId,
      ms: result.delaysMs[n] ?? null,
      total: result.counts[n] ?? 0,
    }))
    hooks.onStep({ ...counts, delays })
  }

  function reportFault({ eventoId, traceId, tenant, status, sqlstate }: StepFault): void {
    const known = { eventId: eventoId, traceId, tenant, sqlstate, worker }
    if (status === 'MORTO') log.error(known, 'event died')
    else log.warn(known, 'event postponed')
  }
}
