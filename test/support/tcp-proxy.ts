/** A wire between a client and a server that a test can cut: the client hears nothing but the end. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import type { TestContext } from 'node:test'

export interface TcpProxy {
  /** The same URL, through the wire. */
  readonly url: string
  /** Ends every connection at once, without a word from the server. */
  cut(): void
  /** Cuts, and lets nobody in until `mend`. */
  breakDown(): void
  mend(): void
  /** How many connections it has refused. */
  readonly refused: number
}

/** Passes on to the host and port of `target`; gone when the test ends. */
export async function tcpProxy(t: TestContext, target: string): Promise<TcpProxy> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let broken = false
  let refused = 0
  const server = createServer((client) => {
    if (broken) {
      refused++
      client.destroy()
      return
    }
    const upstream = connect(Number(port), hostname)
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one)
      one.pipe(other)
      one.on('error', () => {})
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  t.after(() => {
    server.close()
    cut()
  })
  const url = new URL(target)
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as AddressInfo).port)
  return {
    url: url.href,
    cut,
    breakDown: () => {
      broken = true
      cut()
    },
    mend: () => {
      broken = false
    },
    get refused() {
      return refused
    },
  }
}
