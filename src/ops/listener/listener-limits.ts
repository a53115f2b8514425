/**
 * What every listener bears of its clients: how long they may take, how much they may say and how many they may be.
 * Whoever is slower or says more is refused, see refuse-connection.ts.
 */
import type { ServerOptions } from 'node:http'

export const listenerLimits = {
  /** The request line and headers. */
  headersTimeout: 5000,
  /** The whole request, body included; the time to answer does not count. */
  requestTimeout: 10_000,
  /** How often the two are looked at. */
  connectionsCheckingInterval: 500,
  /** Longer than the proxies in front keep theirs, so that they never write to a connection that is being closed. */
  keepAliveTimeout: 65_000,
  maxHeaderSize: 16 * 1024,
  /** A request without Host is answered by us, as a problem. */
  requireHostHeader: false,
} as const satisfies ServerOptions

/** Of a TLS connection that does not come to its end. */
export const TLS_HANDSHAKE_MS = 5000

/** Beyond it a connection is closed before it says anything; see bound-connections.ts. */
export const CONNECTIONS_MAX = 2000

/** Of one body, whatever its address takes. */
export const BODY_BYTES_MAX = 2 * 1024 * 1024

/** Of the bodies of all requests of a listener together. */
export const BODIES_BYTES_MAX = 48 * 1024 * 1024
