/**
 * The loop that looks for work. Every guarantee holds by it alone; a notification only shortens the wait.
 *
 * Once a second, and when a retry is due, it asks whether anything waits, and wakes the workers that can do it. When all
 * workers are idle it tells the producers to notify from now on, and keeps looking until no producer is left that may
 * have missed this: for 250 ms at most, the next poll finds the rest. See sql/routines/relay/SLEEP-AND-WAKE.md.
 */
import type { Clock } from '../core/clock.ts'
import type { Logger } from '../core/log.ts'
import type { WakeSignal } from './wake-signal.ts'
import { failureDelayMs } from './failure.ts'
import type { Session } from './session.ts'
import { everyRelay, type SleepState } from './sleep-state.ts'

export interface PollerOptions {
  readonly session: Session
  /** Wakes this loop. Closing it ends the loop. */
  readonly pollSignal: WakeSignal
  /** Wakes the step workers, of which there are `workers`. */
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

interface FallingAsleep {
  /** The transaction id under which the producers were told. */
  readonly mark: string
  /** Until when to look again, and the next pause between two looks. */
  readonly untilMs: number
  pauseMs: number
}

interface PollAnswer {
  /** Which kinds of work wait. */
  readonly events: boolean
  readonly notices: boolean
  readonly fetches: boolean
  /** Until the next retry is due, by the database's clock; null: none waits. */
  readonly dueMs: number | null
  /** Whether every transaction that may have missed the mark has ended. */
  readonly ended: boolean
}

const settleMs = 250
const firstPauseMs = 5
/** Keeps the loop from spinning while a row is due that somebody holds. */
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
      // Nobody was notified of this work, or a relay that is gone was: notifications are for this relay from now on.
      if (answer.events && !sleepState.awake && falling === null)
        await tellAsleep(await ownNumber())
      if (answer.events) stepSignal.raise('poll')
      if (answer.notices) noticeSignal.raise('poll')
      if (answer.fetches) fetchSignal.raise('poll')
      if (falling !== null && (answer.ended || clock.monotonicMs() >= falling.untilMs)) {
        log.debug({ worker, encerrado: answer.ended }, 'relay sleeps')
        falling = null
      }
      waitMs = falling === null ? untilNextLook(answer.dueMs) : nextPause(falling)
      if (failures > 0) log.info({ worker, failures }, 'relay poll recovered')
      failures = 0
    } catch (error) {
      failures++
      session.drop()
      log.warn({ err: error, worker, failures }, 'relay poll failed')
      waitMs = failureDelayMs(failures)
    }
  }
  await leave()

  async function fallAsleep(): Promise<FallingAsleep> {
    sleepState.awake = false
    try {
      const number = await ownNumber()
      // Twice: the second mark is above every transaction that may have missed the first call.
      await tellAsleep(number)
      const mark = await tellAsleep(number)
      return { mark, untilMs: clock.monotonicMs() + settleMs, pauseMs: firstPauseMs }
    } catch (error) {
      sleepState.awake = true
      throw error
    }
  }

  async function ownNumber(): Promise<string> {
    return (sleepState.number ??= await ask('relay_enlist', 'select relay.enlist() as answer', []))
  }

  async function tellAsleep(number: string): Promise<string> {
    return ask('relay_fall_asleep', 'select relay.fall_asleep($1) as answer', [number])
  }

  async function ask(name: string, text: string, values: readonly unknown[]): Promise<string> {
    const [row] = await session.query<{ answer: string }>({ name, text, values })
    if (row === undefined) throw new Error(`${name} answered no row`)
    return row.answer
  }

  /** One snapshot judges the mark and precedes the look: once all producers have ended, what they wrote is seen. */
  async function look(): Promise<PollAnswer> {
    const [answer] = await session.query<PollAnswer>({
      name: 'relay_poll',
      text: `
        select
          p.processar as events,
          p.notificar as notices,
          p.enriquecer as fetches,
          extract(epoch from p.proxima_em - clock_timestamp())::float8 * 1000 as "dueMs",
          relay.has_ended($3) as ended
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

  /** If this relay was awake, producers notify nobody: tells them to notify the others again. */
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
