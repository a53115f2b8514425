/**
 * Hears NOTIFY on one channel, for as long as the service runs, whatever the connection goes through.
 *
 * A notification is a hint that shortens a wait: nothing may depend on it. After each connection one is made
 * up, as the real ones may have been missed. Whether they come at all is tried out on each connection, as a
 * transaction pooler in between accepts a LISTEN and forgets it.
 */
import pRetry from 'p-retry'
import { type Clock, systemClock } from '../../core/clock.ts'
import type { Logger } from '../../core/log.ts'
import type { Running } from '../../core/running.ts'
import { connectionUrl } from './connection-url.ts'
import { type ListenSession, type ListenTarget, openListenSession } from './listen-session.ts'
import { sendNotify } from './send-notify.ts'

/**
 * `listening`: notifications arrive, as a test has shown. `poll`: the database answers, and they do not arrive.
 * `lost`: it does not answer, or not yet.
 */
export type ListenState = 'listening' | 'poll' | 'lost'

export interface ListenerOptions {
  readonly url: string
  readonly channel: string
  /** How often a connection is asked whether it still listens. [10_000] */
  readonly heartbeatMs?: number
  /** How long a connection, an answer or a notification is waited for. [5000] */
  readonly answerTimeoutMs?: number
  /** How long after notifications did not arrive that is tried again. [5 min] */
  readonly retestMs?: number
  readonly applicationName?: string
  readonly clock?: Clock
  readonly log: Logger
  /** Called with each notification's payload, and without one each time listening begins; must not wait. */
  readonly onNotify: (payload?: string) => void
  /** Called when the state is no longer what it was; it begins as `lost`. */
  readonly onState?: (state: ListenState) => void
}

const firstPauseMs = 200
const longestPauseMs = 10_000
const deafMessage =
  'notifications do not arrive, as behind a transaction pooler: give DATABASE_URL a direct or session-pooled address; running by the poll, up to 1 s slower'

/** Begins to connect and returns at once; keeps trying for ever, with growing and varied pauses. Never throws. */
export function startListener(options: ListenerOptions): Running {
  const { channel, clock = systemClock, retestMs = 300_000, log, onNotify } = options
  const target: ListenTarget = {
    url: connectionUrl(options.url, options.applicationName ?? 'hub-listen'),
    channel,
    heartbeatMs: options.heartbeatMs ?? 10_000,
    answerTimeoutMs: options.answerTimeoutMs ?? 5000,
    clock,
    onNotify,
  }
  const stopping = new AbortController()
  const { signal } = stopping
  let state: ListenState = 'lost'

  const keepListening = async () => {
    while (!signal.aborted) {
      const session = await connect(target, signal, log)
      await (session === undefined ? rest() : hearUntilLost(session))
    }
  }
  const hearUntilLost = async (current: ListenSession) => {
    log.info({ channel }, 'listening')
    enter('listening')
    onNotify()
    const reason = await current.lost
    current.close()
    if (signal.aborted) return
    enter('lost')
    log.warn({ err: reason, channel }, 'listen connection lost')
    // A server that drops each connection at once is not to be hammered.
    await clock.sleep(firstPauseMs, signal)
  }
  const rest = async () => {
    if (state === 'poll') log.debug({ channel }, 'notifications still do not arrive')
    else log.warn({ channel, retestMs }, deafMessage)
    enter('poll')
    await clock.sleep(retestMs, signal)
  }
  const enter = (next: ListenState) => {
    if (state === next) return
    state = next
    options.onState?.(next)
  }

  const ended = keepListening().catch((error: unknown) => {
    if (!signal.aborted) log.error({ err: error, channel }, 'listener failed')
  })
  return {
    stop: async () => {
      stopping.abort()
      await ended
    },
  }
}

/** A session that hears what others say; undefined: the database answers, and no notification comes through. */
function connect(
  target: ListenTarget,
  signal: AbortSignal,
  log: Logger,
): Promise<ListenSession | undefined> {
  const open = async () => {
    const session = await openListenSession(target)
    const close = () => session.close()
    // Whatever has become of it by then: left alone, it would hold the process open.
    signal.addEventListener('abort', close, { once: true })
    void session.lost.then(() => signal.removeEventListener('abort', close))
    if (signal.aborted) close()
    try {
      if (await hearsOthers(session, target)) return session
      close()
      return undefined
    } catch (error) {
      close()
      throw new Error('whether notifications arrive could not be tried', { cause: error })
    }
  }
  return pRetry(open, {
    retries: Number.POSITIVE_INFINITY,
    minTimeout: firstPauseMs,
    maxTimeout: longestPauseMs,
    randomize: true,
    signal,
    onFailedAttempt: ({ error, attemptNumber, retryDelay }) => {
      const level = attemptNumber === 1 ? 'warn' : 'debug'
      const { channel } = target
      log[level]({ err: error, channel, attemptNumber, retryDelay }, 'listen not possible')
    },
  })
}

/** Sent by another connection, as a pooler may well lend its own LISTEN back to the one that asks. */
async function hearsOthers(session: ListenSession, target: ListenTarget): Promise<boolean> {
  const { url, channel, answerTimeoutMs: timeoutMs } = target
  if (await session.hears((payload) => sendNotify({ url, channel, payload, timeoutMs })))
    return true
  // A connection that died in the meantime is silent too; that is a loss, and says nothing of what lies between.
  await session.hearsItself()
  return false
}
