/**
 * Listens for NOTIFY on one channel for as long as the service runs, and reconnects whenever the connection is lost.
 *
 * A notification only shortens a wait: nothing may depend on it. After each new connection the listener reports one
 * notification of its own, because real ones may have been missed meanwhile. It also tests on each connection whether
 * notifications arrive at all, because a transaction pooler in between accepts a LISTEN and forgets it.
 */
import pRetry from 'p-retry'
import { type Clock, systemClock } from '../../core/clock.ts'
import type { Logger } from '../../core/log.ts'
import type { Running } from '../../core/running.ts'
import { connectionUrl } from './session-settings.ts'
import { type ListenSession, type ListenTarget, openListenSession } from './listen-session.ts'
import { sendNotify } from './send-notify.ts'

/**
 * `listening`: a test has shown that notifications arrive. `poll`: the database answers, but notifications do not
 * arrive. `lost`: the database does not answer, or not yet.
 */
export type ListenState = 'listening' | 'poll' | 'lost'

export interface ListenerOptions {
  readonly url: string
  readonly channel: string
  /** How often the connection proves that it still listens. [10_000] */
  readonly heartbeatMs?: number
  /** How long to wait for a connection, an answer or a notification. [5000] */
  readonly answerTimeoutMs?: number
  /** How long to wait before the next test, after a test in which notifications did not arrive. [5 min] */
  readonly retestMs?: number
  readonly applicationName?: string
  readonly clock?: Clock
  readonly log: Logger
  /**
   * Called with the payload of each notification, and without one each time listening begins. It must return at once.
   */
  readonly onNotify: (payload?: string) => void
  /** Called with each new state. The first state is `lost`. */
  readonly onState?: (state: ListenState) => void
}

const firstPauseMs = 200
const longestPauseMs = 10_000
const deafMessage =
  'notifications do not arrive, as behind a transaction pooler: give DATABASE_URL a direct or session-pooled address; running by the poll, up to 1 s slower'

/** Returns at once and connects in the background. It tries for ever, with growing and varied pauses. Never throws. */
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
    // A server that drops each connection at once must not be flooded with new ones.
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

/** A session that receives the notifications of others; undefined when the database answers but none arrives. */
function connect(
  target: ListenTarget,
  signal: AbortSignal,
  log: Logger,
): Promise<ListenSession | undefined> {
  const open = async () => {
    const session = await openListenSession(target)
    const close = () => session.close()
    // An abort closes the session at any stage: an open one would keep the process alive.
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

/** Another connection sends the test: a pooler may lend a session the very server connection that holds its LISTEN. */
async function hearsOthers(session: ListenSession, target: ListenTarget): Promise<boolean> {
  const { url, channel, answerTimeoutMs: timeoutMs } = target
  if (await session.hears((payload) => sendNotify({ url, channel, payload, timeoutMs })))
    return true
  // A connection that died in the meantime is silent too. This throws then: a loss proves nothing about the network
  // path.
  await session.hearsItself()
  return false
}
