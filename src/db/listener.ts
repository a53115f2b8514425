/**
 * Hears NOTIFY on one channel, for as long as the service runs, whatever the connection goes through.
 *
 * A notification is a hint that shortens a wait: nothing may depend on it. After each connection one is made
 * up, as the real ones may have been missed.
 */
import { randomUUID } from 'node:crypto'
import pRetry from 'p-retry'
import { type Clock, systemClock } from '../core/clock.ts'
import type { Logger } from '../core/log.ts'
import type { Running } from '../core/running.ts'
import { connectionUrl } from './connection-url.ts'
import { type ListenSession, openListenSession } from './listen-session.ts'
import type { Pool } from './pool.ts'

export interface ListenerOptions {
  readonly url: string
  readonly channel: string
  /** How often a silent connection is asked whether it still lives. [15_000] */
  readonly heartbeatMs?: number
  /** How long that question may stay unanswered. [5000] */
  readonly queryTimeoutMs?: number
  readonly applicationName?: string
  readonly clock?: Clock
  readonly log: Logger
  /** Called for each notification and after each connection; must not wait. */
  readonly onNotify: () => void
  /** Called when LISTEN begins to hold, and when it was lost. */
  readonly onState?: (connected: boolean) => void
}

export interface Listener extends Running {
  /** Whether a NOTIFY sent through `pool` comes back within `timeoutMs`. Never throws. */
  selfTest(pool: Pool, timeoutMs: number): Promise<boolean>
}

/** A payload that wakes nobody: some process asks whether it hears itself. */
const selfTestPrefix = 'teste:'
const firstPauseMs = 200
const longestPauseMs = 10_000

/** Begins to connect and returns at once; keeps trying for ever, with growing and varied pauses. Never throws. */
export function startListener(options: ListenerOptions): Listener {
  const {
    channel,
    clock = systemClock,
    heartbeatMs = 15_000,
    queryTimeoutMs = 5000,
    log,
    onNotify,
  } = options
  const url = connectionUrl(options.url, {
    applicationName: options.applicationName ?? 'hub-listen',
  })
  const stopping = new AbortController()
  const { signal } = stopping
  const selfTests = new Set<(payload: string) => void>()
  let session: ListenSession | undefined

  const hear = (payload: string) => {
    if (!payload.startsWith(selfTestPrefix)) onNotify()
    else for (const heard of selfTests) heard(payload)
  }
  const keepListening = async () => {
    while (!signal.aborted) {
      session = await connect(
        { url, channel, heartbeatMs, queryTimeoutMs, onNotify: hear },
        signal,
        log,
      )
      if (!signal.aborted) {
        log.info({ channel }, 'listening')
        options.onState?.(true)
        onNotify()
        const reason = await session.lost
        options.onState?.(false)
        if (!signal.aborted) log.warn({ err: reason, channel }, 'listen connection lost')
      }
      session.close()
      // A server that drops each connection at once is not to be hammered.
      await clock.sleep(firstPauseMs, signal)
    }
  }
  const ended = keepListening().catch((error: unknown) => {
    if (!signal.aborted) log.error({ err: error, channel }, 'listener failed')
  })
  return {
    stop: async () => {
      stopping.abort()
      session?.close()
      await ended
    },
    selfTest: async (pool, timeoutMs) => {
      const payload = `${selfTestPrefix}${randomUUID()}`
      const { promise: heard, resolve } = Promise.withResolvers<boolean>()
      const listen = (said: string) => {
        if (said === payload) resolve(true)
      }
      const patience = new AbortController()
      selfTests.add(listen)
      try {
        const sent = pool.query('select pg_catalog.pg_notify($1, $2)', [channel, payload])
        const refused = sent.then(
          () => heard,
          () => false,
        )
        const silence = clock.sleep(timeoutMs, patience.signal).then(() => false)
        return await Promise.race([refused, silence])
      } finally {
        selfTests.delete(listen)
        patience.abort()
      }
    },
  }
}

function connect(
  target: Parameters<typeof openListenSession>[0],
  signal: AbortSignal,
  log: Logger,
): Promise<ListenSession> {
  const open = async () => {
    const session = await openListenSession(target)
    // Told to stop meanwhile, pRetry throws this session away, and it would hold the process open.
    if (signal.aborted) session.close()
    return session
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
