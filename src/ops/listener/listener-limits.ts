/**
 * The limits of every listener: how long clients may take, how much they may send and how many may connect. A client
 * that is slower or sends more is refused: see refuse-connection.ts.
 */
import type { IncomingMessage, Server, ServerOptions, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

export const listenerLimits = {
  /** For the request line and the headers. */
  headersTimeout: 5000,
  /** For the whole request with its body; the time to answer does not count. */
  requestTimeout: 10_000,
  /** How often Node checks the two. */
  connectionsCheckingInterval: 500,
  /** Longer than that of the proxies in front, so that they never write to a connection that we are closing. */
  keepAliveTimeout: 65_000,
  maxHeaderSize: 16 * 1024,
  /** We answer a request without Host ourselves, with a problem. */
  requireHostHeader: false,
} as const satisfies ServerOptions

/** How long a TLS handshake may take. */
export const TLS_HANDSHAKE_MS = 5000

/** Further connections are closed at once: see boundConnections. */
export const CONNECTIONS_MAX = 2000

/** The limit of one body, at any address. */
export const BODY_BYTES_MAX = 2 * 1024 * 1024

/** The limit of the bodies of all requests of a listener together. */
export const BODIES_BYTES_MAX = 48 * 1024 * 1024

/** Beyond this share of the allowed connections, each new one closes an idle one. */
const CROWDED = 0.9

/**
 * Keeps a listener below `most` connections: one more is closed at once. Before that, a new connection closes the one
 * that has been idle longest, so that no client keeps others out by sending one request and staying connected.
 */
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
