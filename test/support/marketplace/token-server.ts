/** A token endpoint like the marketplace's: a refresh token works once, and only the last one that was given. */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

export interface TokenServer {
  readonly url: string
  /** The forms that arrived, in order. */
  readonly received: readonly URLSearchParams[]
  /** How many pairs were given. */
  given: number
  /** The refresh token that is good now. */
  refreshToken: string
  expiresIn: number
  /** Called in place of the next answers, until it is null again; `grant` makes the usual answer. */
  answer: ((response: ServerResponse, grant: () => string) => void) | null
}

export const userId = '468424240'

export async function tokenServer(t: TestContext): Promise<TokenServer> {
  const received: URLSearchParams[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')))
    request.on('end', () => {
      const form = new URLSearchParams(text)
      received.push(form)
      const isGood =
        form.get('grant_type') === 'authorization_code' ||
        form.get('refresh_token') === there.refreshToken
      const grant = () => {
        there.given++
        there.refreshToken = `TG-refresh-${there.given}`
        return JSON.stringify({
          access_token: `APP_USR-access-${there.given}`,
          token_type: 'Bearer',
          expires_in: there.expiresIn,
          user_id: Number(userId),
          refresh_token: there.refreshToken,
        })
      }
      if (there.answer !== null) there.answer(response, grant)
      else if (isGood) response.end(grant())
      else response.writeHead(400).end('{"error":"invalid_grant","error_description":"used"}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  const there: TokenServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    given: 0,
    refreshToken: 'TG-refresh-0',
    expiresIn: 21_600,
    answer: null,
  }
  return there
}
