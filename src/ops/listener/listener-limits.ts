/**
 * What every listener bears of its clients: how long they may take, how much they may say and how many they may be.
 * Whoever is slower or says more is refused, see refuse-connection.ts.
 */
import type { IncomingMessage, Server, ServerOptions, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

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

/** Of those that are allowed, how many may stand before idle ones are closed. */
const CROWDED = 0.9

export function boundConnections(server: Server, most: number): void {
  const idle = new Set<Socket>()
  const answering = new WeakMap<Socket, number>()
  let open = 0

  function begin({ socket }: IncomingMessage, answer: ServerResponse): void {
    answering.set(socket, (answering.get(socket) ?? 0) + 1)
    idle.delete(socket)
    answer.once('close', () => {
      const left = (answering.get(socket) ?? 1) - 1
      answering.set(socket, left)
      if (left === 0 && !socket.destroyed) idle.add(socket)
    })
  }

  server.maxConnections = most
  server.on('connection', (socket) => {
    open += 1
    socket.once('close', () => {
      open -= 1
      idle.delete(socket)
    })
    if (open <= most * CROWDED) return
    const [longest] = idle
    longest?.destroy()
  })
  for (const event of ['request', 'checkContinue', 'checkExpectation'])
    server.prependListener(event, begin)
}
