/** A marketplace that answers each request as the test says. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

export interface TestMarketplace {
  readonly url: string
  /** The requests that it got, in the order of arrival. */
  readonly received: readonly Pick<IncomingMessage, 'url' | 'headers'>[]
  answer: (response: ServerResponse, path: string) => void
}

/** Answers 200 `{}` until the test says otherwise. It stops when the test ends. */
export async function testMarketplace(t: TestContext): Promise<TestMarketplace> {
  const received: Pick<IncomingMessage, 'url' | 'headers'>[] = []
  const server = createServer(({ url, headers }, response) => {
    received.push({ url, headers })
    marketplace.answer(response, new URL(url ?? '/', 'http://x').pathname)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  const marketplace: TestMarketplace = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answer: (response) => response.end('{}'),
  }
  return marketplace
}
