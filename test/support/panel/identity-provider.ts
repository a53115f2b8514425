/**
 * A real OpenID Connect provider on this machine: oidc-provider, with a page at which a person types a login and is
 * believed. What it says of each is the test's.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { generateKeyPairSync } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { TestContext } from 'node:test'
import Provider, { type Configuration } from 'oidc-provider'

export const CLIENT = { id: 'hub', secret: 'segredo-do-hub' } as const

export interface IdentityProvider {
  readonly issuer: string
  /** What it says of who has that login, but for `sub`. */
  readonly people: Map<string, Readonly<Record<string, unknown>>>
  /** How long ago it believes to have asked a person who logs in now. [0] */
  askedSecondsAgo: number
  stop(): Promise<void>
}

/** `callback`: where it may send browsers back to. `port` 0: any that is free. */
export async function startProvider(
  t: TestContext,
  callback: string,
  port = 0,
): Promise<IdentityProvider> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const people: IdentityProvider['people'] = new Map()
  const provider = new Provider(issuer, settings(people, callback))
  const answer = provider.callback()
  const state: IdentityProvider = {
    issuer,
    people,
    askedSecondsAgo: 0,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const isOurs = request.url?.startsWith('/pergunta/') === true
    const done = isOurs ? ask(provider, state, request, response) : answer(request, response)
    done.catch(() => response.destroy())
  })
  t.after(() => state.stop())
  return state
}

function settings(people: IdentityProvider['people'], callback: string): Configuration {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return {
    clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [callback] }],
    claims: {
      openid: ['sub'],
      profile: ['name', 'preferred_username', 'papel', 'lojas'],
      email: ['email'],
    },
    cookies: { keys: ['teste'] },
    features: { devInteractions: { enabled: false } },
    findAccount: (_ctx, accountId) => ({
      accountId,
      claims: () => ({ sub: accountId, ...people.get(accountId) }),
    }),
    interactions: { url: (_ctx, { uid }) => `/pergunta/${uid}` },
    jwks: {
      keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }],
    },
    pkce: { required: () => true },
    ttl: {
      AccessToken: 60,
      AuthorizationCode: 60,
      Grant: 60,
      IdToken: 60,
      Interaction: 60,
      Session: 60,
    },
  }
}

/** A form for the login; what the hub may know is granted without asking. */
async function ask(
  provider: Provider,
  { askedSecondsAgo }: IdentityProvider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { prompt, params, session } = await provider.interactionDetails(request, response)
  if (prompt.name === 'consent') {
    const grant = new provider.Grant({
      accountId: session?.accountId ?? '',
      clientId: String(params['client_id']),
    })
    grant.addOIDCScope('openid profile email')
    const consent = { grantId: await grant.save() }
    return provider.interactionFinished(request, response, { consent })
  }
  if (request.method === 'POST') {
    const accountId = new URLSearchParams(await text(request)).get('login') ?? ''
    const result =
      accountId === 'recuso'
        ? { error: 'access_denied', error_description: 'dados-de-outra-pessoa' }
        : { login: { accountId, ts: Math.floor(Date.now() / 1000) - askedSecondsAgo } }
    return provider.interactionFinished(request, response, result)
  }
  response.setHeader('content-type', 'text/html; charset=utf-8')
  response.end(
    '<!doctype html><html lang="pt-BR"><link rel="icon" href="data:,"><title>Provedor</title>' +
      '<form method="post"><label>Conta <input name="login"></label><button>Seguir</button></form>',
  )
}
