/** One NOTIFY over a connection of its own, made for it: what a listener hears of it has passed through the server. */
import { Socket } from 'node:net'
import pg from 'pg'

export interface Notice {
  readonly url: string
  readonly channel: string
  readonly payload: string
  /** For connecting, and again for the answer. */
  readonly timeoutMs: number
}

/** Resolves once PostgreSQL has committed it; throws pg's error when it does not answer. */
export async function sendNotify({ url, channel, payload, timeoutMs }: Notice): Promise<void> {
  const socket = new Socket()
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
    stream: () => socket,
  })
  // An error after the answer concerns nobody, and unheard it would end the process.
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('select pg_catalog.pg_notify($1, $2)', [channel, payload])
  } finally {
    client.end().catch(() => {})
    setTimeout(() => socket.destroy(), 250).unref()
  }
}
