/**
 * One LISTEN connection from its opening to its loss, around pg-listen.
 *
 * pg-listen's own reconnection is switched off (`retryLimit: 1`): it gives up after seconds, cannot be
 * stopped while it waits, and does not cover the first connection. So is its periodic query, which a connection
 * that no longer listens answers as well. What it does well is kept: parsing and subscribing.
 */
import { randomUUID } from 'node:crypto'
import { Socket } from 'node:net'
import pgListen from 'pg-listen'
import type { Clock } from '../../core/clock.ts'

export interface ListenSession {
  /** Resolves, with the reason if there is one, when the connection is gone. */
  readonly lost: Promise<Error | undefined>
  /**
   * Whether the payload that `send` sends on the channel is heard here in time; rejects as `send` does. It wakes
   * nobody, in other processes neither.
   */
  hears(send: (payload: string) => Promise<unknown>): Promise<boolean>
  /** Whether this connection listens, by a NOTIFY of its own; rejects when nobody answers in time. */
  hearsItself(): Promise<boolean>
  /** Closes it, for a dead peer too. */
  close(): void
}

export interface ListenTarget {
  readonly url: string
  readonly channel: string
  /** How often a connection is asked whether it still listens. */
  readonly heartbeatMs: number
  /** A connection, or an answer, that takes longer will not come any more. */
  readonly answerTimeoutMs: number
  readonly clock: Clock
  readonly onNotify: (payload: string) => void
}

/** For the network between that forgets silent connections: the heartbeat is what finds out about a dead peer. */
const keepAliveMs = 10_000
const echoPrefix = 'teste:'

/** Resolves once PostgreSQL has confirmed the LISTEN; rejects when it can't be had. */
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
    // p-retry takes a TypeError for a programmer's mistake and would stop trying.
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
    // The promise waits for the peer's farewell, which a dead one never sends: so does nobody here.
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

  /** PostgreSQL says what a session has notified itself of before it says that it is done. */
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
