/** A request with bytes that no HTTP client would send, on a connection of its own. */
import { connect } from 'node:net'

export interface RawRequest {
  readonly method: string
  /** Path and query; a character above U+00FF has no byte. */
  readonly target: string
  /** Each value one byte a character, as the target. */
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array | undefined
}

export interface RawAnswer {
  readonly status: number
  readonly type: string
  /** All that came back, including the head. */
  readonly all: string
  readonly body: string
}

/** `origin` as `http://127.0.0.1:8080`. */
export async function rawRequest(origin: string, request: RawRequest): Promise<RawAnswer> {
  const { hostname, port, host } = new URL(origin)
  const { method, target, headers, body = new Uint8Array() } = request
  const lines = {
    host,
    connection: 'close',
    ...(request.body === undefined ? {} : { 'content-length': String(body.length) }),
    ...headers,
  }
  const head = [
    `${method} ${target} HTTP/1.1`,
    ...Object.entries(lines).map(([name, value]) => `${name}: ${value}`),
  ]
  const socket = connect(Number(port), hostname)
  const heard: Buffer[] = []
  socket.on('data', (chunk: Buffer) => heard.push(chunk)).on('error', () => {})
  socket.write(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), body]))
  await new Promise((resolve) => socket.once('close', resolve))
  const all = Buffer.concat(heard).toString()
  const end = all.indexOf('\r\n\r\n')
  return {
    status: Number(all.split(' ')[1] ?? 0),
    type: /\r\ncontent-type: *([^\r;]*)/i.exec(all)?.[1] ?? '',
    all,
    body: all.slice(end + 4),
  }
}
