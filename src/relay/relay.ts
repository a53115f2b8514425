/**
 * The engine: turns outbox rows into their effects until it is stopped. It wires one poller, some step workers and
 * a worker for each handler that leaves the database; each survives the loss of its session.
 *
 * Every guarantee holds by the poll alone. A notification, or a `poke`, only shortens the wait.
 */
import type { Clock } from '../core/clock.ts'
import type { Logger } from '../core/log.ts'
import type { Running } from '../core/running.ts'
import type { Pool } from '../db/connect/pool.ts'
import { createWakeSignal, type WakeSource } from './wake-signal.ts'
import { type Handler, runHandlerWorker } from './handler-worker.ts'
import { harmless, type RelayHooks } from './relay-hooks.ts'
import { runPoller } from './poller.ts'
import { createSession, type Session } from './session.ts'
import { runStepWorker } from './step-worker.ts'
import { everyRelay, type SleepState } from './sleep-state.ts'
import { createWorkerId } from './worker-id.ts'

export interface RelaySettings {
  /** Most rows that a step claims. */
  readonly batch: number
  /** Steps that run side by side. */
  readonly workers: number
  /** Waits before each retry; one more failure and a row is MORTO. */
  readonly backoffMs: readonly number[]
  /** Under which rows are claimed. [host, process and a random part] */
  readonly workerId?: string
  /** How often the outbox is looked at without being told. [1000] */
  readonly pollMs?: number
  /** How long a step may take. [30_000] */
  readonly statementTimeoutMs?: number
  /** How long a step waits for an order that somebody else holds, before that order's events are postponed. [1000] */
  readonly lockTimeoutMs?: number
  /** How long `stop` waits for what has begun. [10_000] */
  readonly stopDeadlineMs?: number
}

export interface RelayOptions {
  /** `workers + 1` of its connections are held for good. Whether the handlers draw on it too is the caller's choice. */
  readonly pool: Pool
  /** Listens for NOTIFY hub_outbox: calls back with each one's payload, and without after each connection. */
  readonly startListener: (onNotify: (payload?: string) => void) => Running
  readonly clock: Clock
  readonly log: Logger
  readonly settings: RelaySettings
  readonly notifier: Handler
  /** Who fetches what the marketplace's notifications point at. */
  readonly enricher: Handler
  readonly hooks?: RelayHooks
}

export interface Relay extends Running {
  /** There is work: look now. Harmless at any time. */
  poke(): void
}

/**
 * Starts the loops; the database need not answer yet, nor ever notify. `stop` finishes the steps under
 * way, hands back what was leased and not started, and after the deadline breaks off: the database undoes that.
 */
export function startRelay(options: RelayOptions): Relay {
  const { pool, startListener, clock, log, settings, notifier, enricher } = options
  const {
    batch,
    workers,
    pollMs = 1000,
    statementTimeoutMs = 30_000,
    lockTimeoutMs = 1000,
  } = settings
  const { stopDeadlineMs = 10_000, workerId = createWorkerId() } = settings
  const backoff = settings.backoffMs.map((ms) => `${ms} ms`)
  const hooks = harmless(options.hooks ?? {}, log)
  const stop = new AbortController()
  const stopping = stop.signal
  // Unknown: a relay that died may have left word that somebody is awake.
  const sleepState: SleepState = { awake: true }
  const [stepSignal, pollSignal] = [createWakeSignal(clock), createWakeSignal(clock)]
  const [noticeSignal, fetchSignal] = [createWakeSignal(clock), createWakeSignal(clock)]
  const sessions: Session[] = []

  const shared = { stepSignal, workers, noticeSignal, fetchSignal, sleepState, backoff, clock, log }
  const looking = runPoller({
    ...shared,
    session: openSession(),
    pollSignal,
    worker: workerId,
    pollMs,
  })
  const handling = { stopping, clock, log }
  const working = [
    runHandlerWorker({
      ...handling,
      handler: notifier,
      wakeSignal: noticeSignal,
      worker: `${workerId}/n`,
    }),
    runHandlerWorker({
      ...handling,
      handler: enricher,
      wakeSignal: fetchSignal,
      worker: `${workerId}/h`,
    }),
  ]
  for (let n = 1; n <= workers; n++) {
    const worker = `${workerId}/${n}`
    const session = openSession()
    working.push(
      runStepWorker({
        ...shared,
        session,
        pollSignal,
        batch,
        worker,
        statementTimeoutMs,
        stopping,
        hooks,
      }),
    )
  }
  const listener = startListener((payload) => {
    if (isForUs(payload)) wake('notify')
  })
  log.info({ workerId, workers, batch, pollMs }, 'relay started')

  function openSession(): Session {
    const session = createSession(pool, { statementTimeoutMs, lockTimeoutMs }, log)
    sessions.push(session)
    return session
  }

  /** Every process hears a notification; one relay is meant. Before it has a number, a relay takes each for its own. */
  function isForUs(payload = everyRelay): boolean {
    return (
      payload === everyRelay || sleepState.numero === undefined || payload === sleepState.numero
    )
  }

  function wake(source: WakeSource): void {
    stepSignal.raise(source)
    noticeSignal.raise(source)
    fetchSignal.raise(source)
  }

  async function shutDown(): Promise<void> {
    stop.abort()
    stepSignal.close()
    noticeSignal.close()
    fetchSignal.close()
    // The poller leaves last: it tells producers that nobody is awake here any more.
    const worked = Promise.all(working).then(() => pollSignal.close())
    const ended = Promise.allSettled([worked, looking, listener.stop()])
    const done = new AbortController()
    const inTime = await Promise.race([
      ended.then(() => true),
      clock.sleep(stopDeadlineMs, done.signal).then(() => false),
    ])
    done.abort()
    pollSignal.close()
    if (!inTime) log.warn({ workerId, stopDeadlineMs }, 'relay stopped before its work was done')
    for (const session of sessions) session.drop()
    log.info({ workerId }, 'relay stopped')
  }

  let stopped: Promise<void> | undefined
  return { poke: () => wake('poke'), stop: () => (stopped ??= shutDown()) }
}
