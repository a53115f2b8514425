/** A wire between a client and a server that a test can cut, or let go dead without a word. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import type { TestContext } from 'node:test'

export type Direction = 'to server' | 'to client'

export interface TcpProxy {
  /** The same URL, through the wire. */
  readonly url: string
  /** Ends every connection at once, without a word from the server. */
  cut(): void
  /** Cuts, and lets nobody in until `mend`. */
  breakDown(): void
  /**
   * Every connection stays open and passes nothing more that way [both ways], for good. `newOnesToo`: so does each
   * that is made from now on, until `mend`.
   */
  blackhole(options?: {
    readonly directions?: readonly Direction[]
    readonly newOnesToo?: boolean
  }): void
  mend(): void
  /** New connections lead to another server. */
  leadTo(target: string): void
  /** How many connections it has refused. */
  readonly refused: number
  /** How many it has let in. */
  readonly accepted: number
  /** How many are open now. */
  readonly open: number
}

const bothWays: readonly Direction[] = ['to server', 'to client']

/** Passes on to the host and port of `target`; gone when the test ends. */
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
    // Of a dead way not even the end comes through; what the server still has is let go with the client.
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
