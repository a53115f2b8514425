/**
 * The loop that looks: the truth behind every notification. Once a second, and when a retry is due, it asks whether
 * anything waits and wakes who can do it. When everybody has gone idle it tells the producers that from now on they
 * must notify, and keeps looking until none is left who may not have heard: at most 250 ms, the rest is the poll's.
 */
import type { Clock } from '../core/clock.ts'
import type { Logger } from '../core/log.ts'
import type { WakeSignal } from './wake-signal.ts'
import { retryDelayMs } from './retry-delay.ts'
import type { Session } from './session.ts'
import { everyRelay, type SleepState } from './sleep-state.ts'

export interface PollerOptions {
  readonly session: Session
  readonly pollSignal: WakeSignal
  readonly stepSignal: WakeSignal
  readonly workers: number
  readonly noticeSignal: WakeSignal
  readonly fetchSignal: WakeSignal
  readonly sleepState: SleepState
  readonly worker: string
  /** As PostgreSQL intervals. */
  readonly backoff: readonly string[]
  readonly pollMs: number
  readonly clock: Clock
  readonly log: Logger
}

/** When the producers were told, as a transaction id, and how long to look again. */
interface FallingAsleep {
  readonly mark: string
  readonly untilMs: number
  pauseMs: number
}

interface PollAnswer {
  readonly processar: boolean
  readonly notificar: boolean
  readonly enriquecer: boolean
  /** Until the next retry is due, by the database's clock; null: none waits. */
  readonly proxima_ms: number | null
  /** Whether every transaction that may have missed the mark has ended. */
  readonly encerrado: boolean
}

const settleMs = 250
const firstPauseMs = 5
/** A row that is due and held by somebody is not asked for in a spin. */
const shortestPauseMs = 100

/** Resolves when `pollSignal` is closed. Never rejects. */
export async function runPoller(options: PollerOptions): Promise<void> {
  const { session, pollSignal, stepSignal, workers, noticeSignal, fetchSignal, sleepState } =
    options
  const { worker, backoff, pollMs, clock, log } = options
  let falling: FallingAsleep | null = null
  let waitMs = 0
  let failures = 0

  while ((await pollSignal.wait(waitMs)) !== 'stop') {
    try {
      if (sleepState.awake && stepSignal.sleepers === workers) falling = await fallAsleep()
      if (sleepState.awake) falling = null
      const answer = await look()
      // Nobody was told of it, or somebody who is gone: from now on it is this relay that is notified.
      if (answer.processar && !sleepState.awake && falling === null)
        await tellAsleep(await number())
      if (answer.processar) stepSignal.raise('poll')
      if (answer.notificar) noticeSignal.raise('poll')
      if (answer.enriquecer) fetchSignal.raise('poll')
      if (falling !== null && (answer.encerrado || clock.monotonicMs() >= falling.untilMs)) {
        log.debug({ worker, encerrado: answer.encerrado }, 'relay sleeps')
        falling = null
      }
      waitMs = falling === null ? untilNextLook(answer.proxima_ms) : nextPause(falling)
      if (failures > 0) log.info({ worker, failures }, 'relay poll recovered')
      failures = 0
    } catch (error) {
      failures++
      session.drop()
      log.warn({ err: error, worker, failures }, 'relay poll failed')
      waitMs = retryDelayMs(failures)
    }
  }
  await leave()

  async function fallAsleep(): Promise<FallingAsleep> {
    sleepState.awake = false
    try {
      const numero = await number()
      // The second mark is above every transaction that may have missed the first: see fall_asleep.sql.
      await tellAsleep(numero)
      const mark = await tellAsleep(numero)
      return { mark, untilMs: clock.monotonicMs() + settleMs, pauseMs: firstPauseMs }
    } catch (error) {
      sleepState.awake = true
      throw error
    }
  }

  async function number(): Promise<string> {
    return (sleepState.numero ??= await ask('relay_enlist', 'select relay.enlist() as answer', []))
  }

  async function tellAsleep(numero: string): Promise<string> {
    return ask('relay_fall_asleep', 'select relay.fall_asleep($1) as answer', [numero])
  }

  async function ask(name: string, text: string, values: readonly unknown[]): Promise<string> {
    const [row] = await session.query<{ answer: string }>({ name, text, values })
    if (row === undefined) throw new Error(`${name} answered no row`)
    return row.answer
  }

  /** The mark is judged by the snapshot that precedes the look: once all have ended, what they wrote is seen. */
  async function look(): Promise<PollAnswer> {
    const [answer] = await session.query<PollAnswer>({
      name: 'relay_poll',
      text: `
        select
          p.processar,
          p.notificar,
          p.enriquecer,
          extract(epoch from p.proxima_em - clock_timestamp())::float8 * 1000 as proxima_ms,
          relay.has_ended($3) as encerrado
        from relay.poll($1, $2::interval[]) as p`,
      values: [worker, backoff, falling?.mark ?? null],
    })
    if (answer === undefined) throw new Error('relay.poll answered no row')
    return answer
  }

  function untilNextLook(dueMs: number | null): number {
    return Math.min(pollMs, Math.max(shortestPauseMs, Math.ceil(dueMs ?? pollMs)))
  }

  function nextPause(current: FallingAsleep): number {
    const pauseMs = Math.min(current.pauseMs, Math.max(0, current.untilMs - clock.monotonicMs()))
    current.pauseMs *= 2
    return pauseMs
  }

  /** A relay that was awake leaves nobody who looks: the others want to be notified again. */
  async function leave(): Promise<void> {
    try {
      if (sleepState.awake) await tellAsleep(everyRelay)
    } catch (error) {
      log.debug({ err: error, worker }, 'relay left without saying so')
    } finally {
      session.drop()
    }
  }
}
