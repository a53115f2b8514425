/** A proxy between a client and a server. A test can cut its connections, or silence them without closing them. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import type { TestContext } from 'node:test'

export type Direction = 'to server' | 'to client'

export interface TcpProxy {
  /** The same URL, through the proxy. */
  readonly url: string
  /** Ends every connection at once, without a message from the server. */
  cut(): void
  /** Ends every connection, and refuses new ones until `mend`. */
  breakDown(): void
  /**
   * Every connection stays open and passes nothing more in that direction [both], for good. `newOnesToo`: so does each
   * new connection until `mend`.
   */
  blackhole(options?: {
    readonly directions?: readonly Direction[]
    readonly newOnesToo?: boolean
  }): void
  mend(): void
  /** Leads new connections to another server. */
  leadTo(target: string): void
  /** How many connections it has refused. */
  readonly refused: number
  /** How many it has let in. */
  readonly accepted: number
  /** How many are open now. */
  readonly open: number
}

const bothWays: readonly Direction[] = ['to server', 'to client']

/** Forwards to the host and port of `target` until the test ends. */
export async function tcpProxy(t: TestContext, target: string): Promise<TcpProxy> {
  let { hostname, port } = new URL(target)
  const wires = new Set<Wire>()
  let broken = false
  let swallowNew: readonly Direction[] = []
  let refused = 0
  let accepted = 0
  const server = createServer((client) => {
    if (broken) {
      refused++
      client.destroy()
      return
    }
    accepted++
    const wire = join(client, connect(Number(port), hostname))
    wires.add(wire)
    client.on('close', () => wires.delete(wire))
    wire.swallow(swallowNew)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = () => {
    for (const wire of wires) wire.end()
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
    blackhole: ({ directions = bothWays, newOnesToo = false } = {}) => {
      for (const wire of wires) wire.swallow(directions)
      if (newOnesToo) swallowNew = directions
    },
    mend: () => {
      broken = false
      swallowNew = []
    },
    leadTo: (other) => {
      ;({ hostname, port } = new URL(other))
    },
    get refused() {
      return refused
    },
    get accepted() {
      return accepted
    },
    get open() {
      return wires.size
    },
  }
}

interface Wire {
  swallow(directions: readonly Direction[]): void
  end(): void
}

function join(client: Socket, server: Socket): Wire {
  const ways = { 'to server': [client, server], 'to client': [server, client] } as const
  const dead = new Set<Direction>()
  for (const direction of bothWays) {
    const [from, to] = ways[direction]
    from.pipe(to)
    from.on('error', () => {})
    // A silenced direction passes not even the end. The server's side is closed with the client's.
    from.on('close', () => {
      if (from === client || !dead.has(direction)) to.destroy()
    })
  }
  return {
    swallow: (directions) => {
      for (const direction of directions) {
        const [from, to] = ways[direction]
        dead.add(direction)
        from.unpipe(to)
        from.resume()
      }
    },
    end: () => {
      client.destroy()
      server.destroy()
    },
  }
}
