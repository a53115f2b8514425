/**
 * A proxy before the sandbox marketplace that watches it and can answer in its place: each secret that passes
 * is given to `onSecret`, and a test's own answers come in place of the next ones.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { TestContext } from 'node:test'

export interface Exchange {
  readonly response: ServerResponse
  /** The access token of the request, or ''. */
  readonly token: string
  /** The form of POST /oauth/token; empty otherwise. */
  readonly form: URLSearchParams
  /** Asks the sandbox, and answers nothing. */
  readonly pass: () => Promise<Passed>
}

interface Passed {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: string
}

export type Instead = (exchange: Exchange) => void | Promise<void>

export interface TappedMarketplace {
  readonly url: string
  /** Answers the next `times` requests of this path so. [1] */
  instead(path: string, answer: Instead, times?: number): void
  /** Changes the sandbox's answers until the test ends. */
  rewrite: (path: string, body: Record<string, unknown>) => void
  /** How many of the test's answers have not been used. */
  left(): number
}

export async function tapMarketplace(
  t: TestContext,
  sandboxUrl: string,
  onSecret: (name: string, value: string) => void,
): Promise<TappedMarketplace> {
  const waiting: { path: string; answer: Instead }[] = []

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', sandboxUrl)
    const sent = request.method === 'POST' ? await text(request) : null
    const form = new URLSearchParams(sent ?? '')
    for (const name of ['code', 'code_verifier', 'refresh_token']) tell(name, form.get(name))
    tell('state', url.searchParams.get('state'))
    const pass = () => ask(url, request, sent)
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? ''
    const at = waiting.findIndex(({ path }) => path === url.pathname)
    const [instead] = at === -1 ? [] : waiting.splice(at, 1)
    if (instead !== undefined) return instead.answer({ response, token, form, pass })
    const { status, headers, body } = await pass()
    response.writeHead(status, headers).end(body)
  }

  async function ask(url: URL, request: IncomingMessage, body: string | null): Promise<Passed> {
    const { authorization, 'x-format-new': format, 'content-type': type } = request.headers
    const headers = Object.entries({ authorization, 'x-format-new': format, 'content-type': type })
    const answer = await fetch(url, {
      method: request.method ?? 'GET',
      redirect: 'manual',
      headers: headers.flatMap(([name, value]) =>
        typeof value === 'string' ? [[name, value] as [string, string]] : [],
      ),
      ...(body === null ? {} : { body }),
    })
    const location = answer.headers.get('location')
    if (location !== null) tell('code', new URL(location).searchParams.get('code'))
    const contentType = answer.headers.get('content-type') ?? 'text/plain'
    const known = { 'content-type': contentType, ...(location === null ? {} : { location }) }
    return { status: answer.status, headers: known, body: rewritten(url, await answer.text()) }
  }

  function rewritten(url: URL, body: string): string {
    if (!body.startsWith('{')) return body
    const json = JSON.parse(body) as Record<string, unknown>
    tell('access_token', json['access_token'])
    tell('refresh_token', json['refresh_token'])
    tapped.rewrite(url.pathname, json)
    return JSON.stringify(json)
  }

  function tell(name: string, value: unknown): void {
    if (typeof value === 'string' && value !== '') onSecret(name, value)
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  const tapped: TappedMarketplace = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    instead(path, answer, times = 1) {
      for (let n = 0; n < times; n++) waiting.push({ path, answer })
    },
    rewrite: () => {},
    left: () => waiting.length,
  }
  return tapped
}
