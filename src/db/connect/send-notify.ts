/**
 * Sends one NOTIFY over a new connection of its own: a listener that receives it has received it through the server.
 */
import { Socket } from 'node:net'
import pg from 'pg'

export interface Notice {
  readonly url: string
  readonly channel: string
  readonly payload: string
  /** The limit for connecting, and again for the answer. */
  readonly timeoutMs: number
}

/** Resolves once PostgreSQL has committed it. Throws pg's error when PostgreSQL does not answer. */
export async function sendNotify({ url, channel, payload, timeoutMs }: Notice): Promise<void> {
  const socket = new Socket()
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
    stream: () => socket,
  })
  // An error after the answer matters to nobody, but without a listener it would end the process.
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('select pg_catalog.pg_notify($1, $2)', [channel, payload])
  } finally {
    client.end().catch(() => {})
    setTimeout(() => socket.destroy(), 250).unref()
  }
}
