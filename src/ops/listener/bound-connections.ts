/**
 * How many connections a listener keeps: one beyond the most is closed at once, and before that those that wait for their
 * next request make room for new ones, the longest idle first. Nobody then keeps others out by asking once and staying.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

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
