/**
 * The relay: turns outbox rows into their effects until it is stopped. It runs one poller, some step workers, and a worker
 * for each handler whose work leaves the database. Each of them survives the loss of its session.
 *
 * Every guarantee holds by the poll alone. A notification or a `poke` only shortens the wait.
 */
import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { pid } from 'node:process'
import type { Clock } from '../core/clock.ts'
import type { Logger } from '../core/log.ts'
import type { Running } from '../core/running.ts'
import type { Pool } from '../db/connect/pool.ts'
import { createWakeSignal, type WakeSource } from './wake-signal.ts'
import { type Handler, runHandlerWorker } from './handler-worker.ts'
import { guardHooks, type RelayHooks } from './relay-hooks.ts'
import { runPoller } from './poller.ts'
import { createSession, type Session } from './session.ts'
import { runStepWorker } from './step-worker.ts'
import { type SleepState, type Woken, wokenBy } from './sleep-state.ts'

export interface RelaySettings {
  /** Most rows that a step claims. */
  readonly batch: number
  /** Steps that run side by side. */
  readonly workers: number
  /** The wait before each retry. One more failure, and a row is MORTO. */
  readonly backoffMs: readonly number[]
  /** The name under which rows are claimed. [host, process and a random part] */
  readonly workerId?: string
  /** How often the poller looks at the outbox. [1000] */
  readonly pollMs?: number
  /** How long a step may take. [30_000] */
  readonly statementTimeoutMs?: number
  /** How long a step waits for an order that somebody else has locked, before that order's events are postponed. [1000] */
  readonly lockTimeoutMs?: number
  /** How long `stop` waits for what has begun. [10_000] */
  readonly stopDeadlineMs?: number
}

export interface RelayOptions {
  /** The relay keeps `workers + 1` of its connections. Whether the handlers use it too is the caller's choice. */
  readonly pool: Pool
  /** Listens for NOTIFY hub_outbox. Calls back with each payload, and without one after each connection. */
  readonly startListener: (onNotify: (payload?: string) => void) => Running
  readonly clock: Clock
  readonly log: Logger
  readonly settings: RelaySettings
  readonly notifier: Handler
  /** Does the fetch requests. */
  readonly enricher: Handler
  readonly hooks?: RelayHooks
}

export interface Relay extends Running {
  /**
   * Looks for work now. Harmless at any time. `ids`: events that were just committed, and queued for PROCESSAR. A worker
   * that sleeps steps them at once, without a look at the queue.
   */
  poke(ids?: readonly string[]): void
}

/**
 * Starts the loops. The database need not answer yet, nor ever notify. `stop` finishes the steps under way and hands back
 * what was leased and not started. After the deadline it drops the connections, and the database undoes what was open.
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
  const hooks = guardHooks(options.hooks ?? {}, log)
  const stop = new AbortController()
  const stopping = stop.signal
  // Not known: a relay that died may have left the flag at awake. So this relay tells once more.
  const sleepState: SleepState = { awake: true }
  const [stepSignal, pollSignal] = [createWakeSignal(clock), createWakeSignal(clock)]
  const [noticeSignal, fetchSignal] = [createWakeSignal(clock), createWakeSignal(clock)]
  const signals = { PROCESSAR: stepSignal, NOTIFICAR: noticeSignal, ENRIQUECER: fetchSignal }
  const knownIds: string[] = []
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
        knownIds,
        batch,
        worker,
        statementTimeoutMs,
        stopping,
        hooks,
      }),
    )
  }
  const listener = startListener((payload) => {
    const woken = wokenBy(sleepState, payload)
    if (woken !== null) wake('notify', woken)
  })
  log.info({ workerId, workers, batch, pollMs }, 'relay started')

  function openSession(): Session {
    const session = createSession(pool, { statementTimeoutMs, lockTimeoutMs }, log)
    sessions.push(session)
    return session
  }

  function wake(source: WakeSource, { destination, ids }: Woken): void {
    // Those that come while every worker is busy are found by the next ordinary step, together with others.
    if (stepSignal.sleepers > 0) knownIds.push(...ids)
    for (const [name, signal] of Object.entries(signals)) {
      if (destination === 'all' || destination === name) signal.raise(source)
    }
  }

  async function shutDown(): Promise<void> {
    stop.abort()
    stepSignal.close()
    noticeSignal.close()
    fetchSignal.close()
    // The poller stops last: it tells producers that this relay is no longer awake.
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
  return {
    poke(ids = []) {
      wake('poke', { destination: ids.length > 0 ? 'PROCESSAR' : 'all', ids })
    },
    stop: () => (stopped ??= shutDown()),
  }
}

/** For example `hub-1:4711:9f3a2c`: which machine, which process, and a random part, as process numbers come back. */
function createWorkerId(): string {
  return `${hostname()}:${pid}:${randomBytes(3).toString('hex')}`
}
