/** A proxy in front of the database that delays both directions. It keeps the order and changes nothing else. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { Running } from '../../../src/core/running.ts'

export interface DelayingProxy extends Running {
  /** The same URL, through the proxy. */
  readonly url: string
}

/** `delayMs` is the delay of one direction; a round trip takes twice as long. */
export async function startDelayingProxy(target: string, delayMs: number): Promise<DelayingProxy> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ host: hostname, port: Number(port), noDelay: true })
    delay(client, upstream)
    delay(upstream, client)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(target)
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as AddressInfo).port)
  return {
    url: url.href,
    async stop() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }

  /** Timers of one length fire in the order in which they were set. */
  function delay(from: Socket, to: Socket): void {
    sockets.add(from)
    from.on('data', (chunk) => setTimeout(() => to.writable && to.write(chunk), delayMs))
    from.on('error', () => {})
    from.on('close', () => {
      sockets.delete(from)
      setTimeout(() => to.destroy(), delayMs)
    })
  }
}
