/** A notice provider that does what a test tells it to. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

export interface GatewayRequest {
  readonly method: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface TestGateway {
  readonly url: string
  /** What it was asked, in the order of arrival. */
  readonly received: readonly GatewayRequest[]
  /** What it does with each request once its body is there. */
  answer: (response: ServerResponse) => void
}

/** Answers 200 `{"id":"prov-1"}` until told otherwise; gone when the test ends. */
export async function testGateway(t: TestContext): Promise<TestGateway> {
  const received: GatewayRequest[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method, headers } = request
      received.push({ method, headers, body: Buffer.concat(chunks).toString('utf8') })
      gateway.answer(response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  const gateway: TestGateway = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/avisos`,
    received,
    answer: (response) => response.end('{"id":"prov-1"}'),
  }
  return gateway
}
