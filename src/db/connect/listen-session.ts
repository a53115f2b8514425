/**
 * One LISTEN connection from its opening to its loss, built on pg-listen.
 *
 * pg-listen's own reconnection is off (`retryLimit: 1`): it gives up after seconds, can't be stopped while it waits,
 * and does not cover the first connection. Its periodic query is off too: a connection that no longer listens would
 * answer it all the same. pg-listen still parses and subscribes, which it does well.
 */
import { randomUUID } from 'node:crypto'
import { Socket } from 'node:net'
import pgListen from 'pg-listen'
import type { Clock } from '../../core/clock.ts'

export interface ListenSession {
  /** Resolves when the connection is gone, with the reason if there is one. */
  readonly lost: Promise<Error | undefined>
  /**
   * Whether this connection receives in time the payload that `send` sends on the channel. Rejects as `send` does. The
   * payload wakes no relay, here or in another process.
   */
  hears(send: (payload: string) => Promise<unknown>): Promise<boolean>
  /** Whether this connection receives its own NOTIFY. Rejects when the server does not answer in time. */
  hearsItself(): Promise<boolean>
  /** Closes the connection, even when the peer is dead. */
  close(): void
}

export interface ListenTarget {
  readonly url: string
  readonly channel: string
  /** How often the connection proves that it still listens. */
  readonly heartbeatMs: number
  /** A connection or an answer that takes longer is given up. */
  readonly answerTimeoutMs: number
  readonly clock: Clock
  readonly onNotify: (payload: string) => void
}

/** Keeps routers from forgetting a silent connection. It is the heartbeat that detects a dead peer. */
const keepAliveMs = 10_000
const echoPrefix = 'teste:'

/** Resolves once PostgreSQL has confirmed the LISTEN. Rejects when it does not. */
export async function openListenSession(target: ListenTarget): Promise<ListenSession> {
  const { url, channel, heartbeatMs, answerTimeoutMs, clock, onNotify } = target
  const socket = new Socket()
  const over = new AbortController()
  const echoes = new Map<string, () => void>()
  const { promise: lost, resolve: resolveLost } = Promise.withResolvers<Error | undefined>()
  const subscriber = pgListen.default(
    {
      connectionString: url,
      connectionTimeoutMillis: answerTimeoutMs,
      query_timeout: answerTimeoutMs,
      keepAliveInitialDelayMillis: keepAliveMs,
      stream: () => socket,
    },
    {
      paranoidChecking: false,
      retryLimit: 1,
      parse: (payload) => payload,
      serialize: (payload) => String(payload),
    },
  )
  subscriber.events.on('error', lose)
  subscriber.notifications.on(channel, (payload: unknown) => {
    const said = typeof payload === 'string' ? payload : ''
    if (said.startsWith(echoPrefix)) echoes.get(said)?.()
    else onNotify(said)
  })
  try {
    await subscriber.connect()
    await subscriber.listenTo(channel)
  } catch (error) {
    close()
    // p-retry treats a TypeError as a programmer's mistake and would stop trying.
    throw new Error('LISTEN failed', { cause: error })
  }
  void beat()
  return { lost, hears, hearsItself, close }

  function lose(reason?: Error): void {
    resolveLost(reason)
    over.abort()
  }

  function close(): void {
    lose()
    // This promise waits until the peer closes its side, which a dead peer never does. So nothing here awaits it.
    subscriber.close().catch(() => {})
    setTimeout(() => socket.destroy(), 250).unref()
  }

  async function hears(
    send: (payload: string) => Promise<unknown>,
    patienceMs = answerTimeoutMs,
  ): Promise<boolean> {
    const payload = `${echoPrefix}${randomUUID()}`
    const heard = new AbortController()
    echoes.set(payload, () => heard.abort())
    try {
      await send(payload)
      await clock.sleep(patienceMs, AbortSignal.any([heard.signal, over.signal]))
      return heard.signal.aborted
    } finally {
      echoes.delete(payload)
    }
  }

  /**
   * PostgreSQL delivers a session's own notifications before it reports that its NOTIFY is done, so 0 ms are enough.
   */
  function hearsItself(): Promise<boolean> {
    return hears(async (payload) => subscriber.notify(channel, payload), 0)
  }

  async function beat(): Promise<void> {
    for (;;) {
      await clock.sleep(heartbeatMs, over.signal)
      if (over.signal.aborted) return
      try {
        if (!(await hearsItself())) lose(new Error('the connection does not listen any more'))
      } catch (error) {
        lose(new Error('the listen connection does not answer', { cause: error }))
      }
    }
  }
}
