/** The marketplace's answers to a request for tokens, and what each means for the connection. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { suite, test, type TestContext } from 'node:test'
import { authorizationUrl } from '../../../../src/mercado-livre/oauth/authorization-url.ts'
import {
  requestTokens,
  type TokenAnswer,
} from '../../../../src/mercado-livre/oauth/token-request.ts'
import { fixture, fixtureText } from '../../../support/marketplace/marketplace-fixture.ts'
import { oddBodies } from '../../../support/marketplace/odd-bodies.ts'
import { testMarketplace } from '../../../support/marketplace/test-marketplace.ts'

const refresh = { grantType: 'refresh_token', refreshToken: 'TG-a-token-of-the-test' } as const

async function marketplace(t: TestContext, timeoutMs = 5000) {
  const there = await testMarketplace(t)
  const options = { apiUrl: there.url, timeoutMs, clientId: '123', clientSecret: 'a-secret' }
  return { there, ask: () => requestTokens(options, refresh) }
}

test('a pair is read as the marketplace writes it', async (t) => {
  const { there, ask } = await marketplace(t)
  const text = fixtureText('oauth-token-response')
  there.answer = (response) => response.end(text)
  const answer = await ask()
  assert.ok(answer.kind === 'granted')
  const sent = JSON.parse(text) as Record<string, unknown>
  assert.deepEqual(answer.pair, {
    accessToken: sent['access_token'],
    refreshToken: sent['refresh_token'],
    expiresInSeconds: sent['expires_in'],
    userId: String(sent['user_id']),
  })
})

test('a pair is kept whatever else is odd about the answer, and so is half a pair', async (t) => {
  const { there, ask } = await marketplace(t)
  const whole = fixture('oauth-token-response') as Record<string, unknown>
  let bodies = 0
  for (const { path, odd, body } of oddBodies({ 1: whole })) {
    if (path === '1') continue
    bodies++
    there.answer = (response) => response.end(JSON.stringify(body[1]))
    const answer = await ask()
    const what = `${path} = ${JSON.stringify(odd)}`
    assert.ok(answer.kind === 'granted', what)
    const { pair } = answer
    const isToken = odd === 'x' || odd === '7'
    const half = (name: string) => (path !== `1.${name}` ? whole[name] : isToken ? odd : null)
    assert.equal(pair.accessToken, half('access_token'), what)
    assert.equal(pair.refreshToken, half('refresh_token'), what)
    assert.equal(pair.expiresInSeconds, path !== '1.expires_in' ? 21_600 : secondsOf(odd), what)
    const userId = path !== '1.user_id' ? String(whole['user_id']) : odd === '7' ? '7' : null
    assert.equal(pair.userId, userId, what)
  }
  assert.ok(bodies > 80)
})

/** Text that is a number is read; what is none, or can't be, stands for less than any access token was ever good for. */
const secondsOf = (odd: unknown) => (odd === '7' ? 7 : odd === 1.5 ? 1 : 10_800)

suite('only a no of the marketplace ends a connection', () => {
  const cases: readonly (readonly [string, number, string, TokenAnswer])[] = [
    [
      'invalid_grant',
      400,
      fixtureText('error-400-invalid_grant'),
      { kind: 'denied', status: 400, erro: 'invalid_grant' },
    ],
    [
      'invalid_client',
      400,
      '{"error":"invalid_client"}',
      { kind: 'misconfigured', status: 400, erro: 'invalid_client' },
    ],
    [
      'a blocked application',
      403,
      '{"error":"unauthorized_application"}',
      { kind: 'misconfigured', status: 403, erro: 'unauthorized_application' },
    ],
    ['429', 429, 'local_rate_limited', { kind: 'unavailable', motivo: 'respondeu 429' }],
    [
      '429 that says invalid_grant',
      429,
      '{"error":"invalid_grant"}',
      { kind: 'unavailable', motivo: 'respondeu 429: invalid_grant' },
    ],
    [
      '500 that says invalid_grant',
      500,
      '{"error":"invalid_grant"}',
      { kind: 'unavailable', motivo: 'respondeu 500: invalid_grant' },
    ],
    ...[408, 409, 423, 424, 425].map(
      (status) =>
        [
          `${status} that says invalid_grant`,
          status,
          '{"error":"invalid_grant"}',
          { kind: 'unavailable', motivo: `respondeu ${status}: invalid_grant` },
        ] as const,
    ),
    [
      'an older body that has its word for a message',
      400,
      '{"message":"invalid_grant","status":400}',
      { kind: 'denied', status: 400, erro: 'invalid_grant' },
    ],
    [
      'a word that is none of theirs, and is not repeated',
      400,
      '{"error":"TG-a-token-of-the-test"}',
      { kind: 'unavailable', motivo: 'respondeu 400' },
    ],
    [
      'more than any pair',
      400,
      `{"error":"invalid_grant","x":"${'x'.repeat(70_000)}"}`,
      { kind: 'unavailable', motivo: 'respondeu 400' },
    ],
    ['502 in HTML', 502, '<html></html>', { kind: 'unavailable', motivo: 'respondeu 502' }],
    ['400 in HTML', 400, '<html></html>', { kind: 'unavailable', motivo: 'respondeu 400' }],
    [
      '200 without tokens',
      200,
      '{}',
      { kind: 'unavailable', motivo: 'respondeu 200 sem os tokens' },
    ],
  ]
  for (const [what, status, body, expected] of cases) {
    test(what, async (t) => {
      const { there, ask } = await marketplace(t)
      there.answer = (response) => response.writeHead(status).end(body)
      assert.deepEqual(await ask(), expected)
      assert.equal(there.received.length, 1)
    })
  }
})

test('a redirect takes neither the secret nor the token with it', async (t) => {
  const { there, ask } = await marketplace(t)
  const elsewhere = await testMarketplace(t)
  there.answer = (response) => response.writeHead(307, { location: elsewhere.url }).end()
  assert.deepEqual(await ask(), { kind: 'unavailable', motivo: 'respondeu 307' })
  assert.deepEqual(elsewhere.received, [])
})

test('an answer that does not come says nothing about the token', async (t) => {
  const { there, ask } = await marketplace(t, 300)
  there.answer = () => {}
  assert.deepEqual(await ask(), { kind: 'unavailable', motivo: 'não respondeu a tempo' })
})

test('the page of the authorization carries a state and an S256 challenge of its own', () => {
  const options = {
    authUrl: 'https://auth.mercadolivre.com.br',
    clientId: '5503910054141466',
    redirectUri: 'https://hub.exemplo/api/integracoes/ml/autorizacao',
  }
  const { url, state, codeVerifier } = authorizationUrl(options)
  const { origin, pathname, searchParams } = new URL(url)
  assert.equal(`${origin}${pathname}`, 'https://auth.mercadolivre.com.br/authorization')
  assert.deepEqual(Object.fromEntries(searchParams), {
    response_type: 'code',
    client_id: options.clientId,
    redirect_uri: options.redirectUri,
    state,
    code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
  assert.ok(!url.includes(codeVerifier))
  const other = authorizationUrl(options)
  assert.notEqual(other.state, state)
  assert.notEqual(other.codeVerifier, codeVerifier)
})
