/**
 * A pooler in transaction mode, like PgBouncer before 1.21: it lends a few server connections for one transaction each,
 * to the client that has waited longest. The state of a session (LISTEN, settings, prepared statements) stays with the
 * server connection, and the client's next statement may run on another one.
 */
import { once } from 'node:events'
import { type AddressInfo, createServer, Socket } from 'node:net'
import type { TestContext } from 'node:test'
import pg from 'pg'

export interface TransactionPooler {
  /** The same URL, through the pooler. It accepts everybody, as the user and with the settings of `target`. */
  readonly url: string
  /** How many transactions each server connection has been lent for. */
  readonly lent: readonly number[]
  /** The text of every ErrorResponse that was passed on. */
  readonly errors: readonly string[]
}

/** One server connection. `borrower` receives all that it sends; without a borrower it is free. */
interface Server {
  readonly socket: Socket
  readonly index: number
  borrower: Client | undefined
}

interface Client {
  readonly socket: Socket
  /** What it has sent and could not be passed on yet. */
  waiting: Buffer[]
  server: Server | undefined
}

interface Message {
  readonly type: string
  readonly raw: Buffer
}

/**
 * Keeps `servers` connections to `target` until the test ends, lent in turns so that no client gets one twice in a row.
 */
export async function transactionPooler(
  t: TestContext,
  target: string,
  servers = 3,
): Promise<TransactionPooler> {
  const lent = Array.from({ length: servers }, () => 0)
  const errors: string[] = []
  const free: Server[] = []
  const queue: Client[] = []
  const sockets = new Set<Socket>()
  let closing = false
  t.after(() => {
    closing = true
    server.close()
    for (const socket of sockets) socket.destroy()
  })

  for (let index = 0; index < servers; index++) await openServer(index)
  const server = createServer(welcome).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = new URL(target)
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as AddressInfo).port)
  return { url: url.href, lent, errors }

  /** pg does the handshake; then the pooler takes over its socket. */
  async function openServer(index: number): Promise<void> {
    const socket = new Socket()
    sockets.add(socket)
    const login = new pg.Client({ connectionString: target, stream: () => socket })
    await login.connect()
    socket.removeAllListeners()
    const server: Server = { socket, index, borrower: undefined }
    socket.on('error', () => {})
    socket.on('close', () => {
      sockets.delete(socket)
      server.borrower?.socket.destroy()
      if (free.includes(server)) free.splice(free.indexOf(server), 1)
    })
    socket.on(
      'data',
      splitter((message) => fromServer(server, message)),
    )
    free.push(server)
    serveNext()
  }

  function fromServer(server: Server, { type, raw }: Message): void {
    const { borrower } = server
    // A notification for the LISTEN of a former client belongs to nobody.
    if (borrower === undefined) return
    if (type === 'E') errors.push(raw.toString('utf8', 5))
    borrower.socket.write(raw)
    if (type !== 'Z' || raw.toString('latin1', 5, 6) !== 'I') return
    server.borrower = undefined
    borrower.server = undefined
    free.push(server)
    serveNext()
  }

  function serveNext(): void {
    while (queue.length > 0 && free.length > 0) {
      const [client, server] = [queue.shift(), free.shift()]
      if (client === undefined || server === undefined) return
      lent[server.index] = (lent[server.index] ?? 0) + 1
      server.borrower = client
      client.server = server
      for (const raw of client.waiting.splice(0)) server.socket.write(raw)
    }
  }

  function welcome(socket: Socket): void {
    const client: Client = { socket, waiting: [], server: undefined }
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => {
      sockets.delete(socket)
      if (queue.includes(client)) queue.splice(queue.indexOf(client), 1)
      // The client left during a transaction, which nobody can finish. A new server connection replaces this one.
      const { server } = client
      if (server === undefined) return
      server.borrower = undefined
      server.socket.destroy()
      if (!closing) openServer(server.index).catch(() => {})
    })
    // The startup message has no type. Its settings are ignored, because the server connections exist already.
    socket.once('data', () => {
      socket.write(greeting)
      socket.on(
        'data',
        splitter((message) => fromClient(client, message)),
      )
    })
  }

  function fromClient(client: Client, { type, raw }: Message): void {
    if (type === 'X') {
      client.socket.end()
    } else if (client.server !== undefined) {
      client.server.socket.write(raw)
    } else {
      client.waiting.push(raw)
      if (!queue.includes(client)) queue.push(client)
      serveNext()
    }
  }
}

/** Splits a stream into messages: a type, a length that includes itself, and the rest. */
function splitter(onMessage: (message: Message) => void): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0)
  return (chunk) => {
    rest = Buffer.concat([rest, chunk])
    while (rest.length >= 5) {
      const length = 1 + rest.readInt32BE(1)
      if (rest.length < length) return
      const raw = rest.subarray(0, length)
      rest = rest.subarray(length)
      onMessage({ type: raw.toString('latin1', 0, 1), raw })
    }
  }
}

function message(type: string, ...parts: readonly (string | Buffer)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)))
  const head = Buffer.alloc(5, type)
  head.writeInt32BE(4 + body.length, 1)
  return Buffer.concat([head, body])
}

/** AuthenticationOk, two settings, the pooler's own key for cancelling, and ReadyForQuery. */
const greeting = Buffer.concat([
  message('R', Buffer.alloc(4)),
  message('S', 'client_encoding\0UTF8\0'),
  message('S', 'server_version\x0018.0\0'),
  message('K', Buffer.from([0x7f, 0, 0, 1, 0, 0, 0, 1])),
  message('Z', 'I'),
])
