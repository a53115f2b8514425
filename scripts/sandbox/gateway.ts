/** The demo's gateway for notices. It takes every notice; for one order it fails after it may have sent it. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

interface Gateway {
  readonly url: string
  stop(): void
}

/** `uncertainOrder`: the order whose notice becomes INCERTA. */
export async function startGateway(uncertainOrder: string): Promise<Gateway> {
  const server = createServer((request, response) => {
    void json(request).then((notice) => {
      const { id, texto } = notice as { id: string; texto: string }
      const fails = texto.includes(uncertainOrder)
      response.writeHead(fails ? 500 : 200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(fails ? {} : { id: `demo-${id}` }))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/avisos`,
    stop: () => void server.close(),
  }
}
