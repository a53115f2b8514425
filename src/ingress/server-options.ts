/**
 * How long a sender may take and how much it may say before its body: for the public listener. Whoever is slower is
 * cut off with a 408, see client-error.ts.
 */
import type { ServerOptions } from 'node:http'

export const serverOptions = {
  /** The request line and headers. */
  headersTimeout: 5000,
  /** The whole request, body included; the time to answer does not count. */
  requestTimeout: 10_000,
  /** How often the two are looked at. */
  connectionsCheckingInterval: 500,
  /** Longer than the proxies in front keep theirs, so that they never write to a connection that is being closed. */
  keepAliveTimeout: 65_000,
  maxHeaderSize: 16 * 1024,
} as const satisfies ServerOptions
