/**
 * One LISTEN connection from its opening to its loss, around pg-listen.
 *
 * pg-listen's own reconnection is switched off (`retryLimit: 1`): it gives up after seconds, cannot be
 * stopped while it waits, and does not cover the first connection. What it does well is kept: parsing,
 * subscribing, and the periodic query that finds out about a dead peer.
 */
import { Socket } from 'node:net'
import pgListen from 'pg-listen'

export interface ListenSession {
  /** Resolves, with the reason if there is one, when the connection is gone. */
  readonly lost: Promise<Error | undefined>
  /** Closes it, for a dead peer too. */
  close(): void
}

const connectTimeoutMs = 5000

/** Resolves once PostgreSQL has confirmed the LISTEN; rejects when it can't be had. */
export async function openListenSession(options: {
  readonly url: string
  readonly channel: string
  readonly heartbeatMs: number
  /** A question without an answer for so long means that nobody is there any more. */
  readonly queryTimeoutMs: number
  readonly onNotify: (payload: string) => void
}): Promise<ListenSession> {
  const { url, channel, heartbeatMs, queryTimeoutMs, onNotify } = options
  const socket = new Socket()
  const { promise: lost, resolve: lose } = Promise.withResolvers<Error | undefined>()
  const subscriber = pgListen.default(
    {
      connectionString: url,
      connectionTimeoutMillis: connectTimeoutMs,
      query_timeout: queryTimeoutMs,
      stream: () => socket,
    },
    { paranoidChecking: heartbeatMs, retryLimit: 1, parse: (payload) => payload },
  )
  const close = () => {
    lose(undefined)
    // The promise waits for the peer's farewell, which a dead one never sends: so does nobody here.
    subscriber.close().catch(() => {})
    setTimeout(() => socket.destroy(), 250).unref()
  }
  subscriber.events.on('error', (error) => lose(error))
  subscriber.notifications.on(channel, (payload: unknown) =>
    onNotify(typeof payload === 'string' ? payload : ''),
  )
  try {
    await subscriber.connect()
    await subscriber.listenTo(channel)
    return { lost, close }
  } catch (error) {
    close()
    // p-retry takes a TypeError for a programmer's mistake and would stop trying.
    throw new Error('LISTEN failed', { cause: error })
  }
}
