/** A persistent HTTP/1.1 connection that sends prepared requests one at a time. It uses almost no processor time. */
import { connect } from 'node:net'

export interface HttpConnection {
  /** Resolves to the status when the whole answer has arrived. Rejects when the connection is lost. */
  send(request: Buffer): Promise<number>
  close(): void
}

export async function openHttp(url: string): Promise<HttpConnection> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  let waiting: PromiseWithResolvers<number> | undefined
  let received = ''
  const settle = (): PromiseWithResolvers<number> | undefined => {
    const settled = waiting
    waiting = undefined
    received = ''
    return settled
  }
  const lose = () => settle()?.reject(new Error('the connection was lost'))
  socket.on('error', lose).on('close', lose)
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString('latin1')
    const head = received.indexOf('\r\n\r\n')
    if (head < 0) return
    const length = /\r\ncontent-length: (\d+)/i.exec(received.slice(0, head))?.[1]
    const complete =
      length === undefined
        ? received.endsWith('\r\n0\r\n\r\n')
        : received.length >= head + 4 + Number(length)
    if (complete) {
      const status = Number(received.slice(9, 12))
      settle()?.resolve(status)
    }
  })
  return {
    send(request) {
      waiting = Promise.withResolvers<number>()
      const { promise } = waiting
      socket.write(request)
      return promise
    },
    close: () => socket.destroy(),
  }
}
