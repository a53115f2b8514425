/**
 * Signs in by an identity provider: OpenID Connect, code flow, with PKCE, state and nonce. The browser carries the state of
 * the attempt in a sealed text, so any process of the hub can complete what another began.
 */
import * as client from 'openid-client'
import * as v from 'valibot'
import type { Clock } from '../../core/clock.ts'
import { HubError } from '../../core/errors.ts'
import { isLoopback } from '../../core/http/address-list.ts'
import type { Secrets } from '../../core/secrets.ts'
import { claimAt, type ClaimNames, type Claims } from './sso-user.ts'

export const SSO_CALLBACK = '/entrar/sso/volta'

/** How long a person may take at the provider. */
export const SSO_ATTEMPT_SECONDS = 600

/** A person who must prove again who they are must have done so within this time. */
const FRESH_SECONDS = 300

export interface SsoOptions {
  readonly issuer: string
  readonly clientId: string
  /** Null for a public client, which PKCE alone protects. */
  readonly clientSecret: string | null
  readonly scopes: string
  readonly claimNames: ClaimNames
  /** The address of the panel for browsers. */
  readonly panelUrl: string
  readonly timeoutMs: number
  readonly clock: Clock
  readonly secrets: Secrets
}

export interface Sso extends Pick<SsoOptions, 'panelUrl' | 'claimNames'> {
  /** Where to send the browser, and what it must bring back. `fresh` makes the provider ask the person again. */
  begin(attempt: {
    readonly volta: string
    readonly fresh: boolean
  }): Promise<{ readonly url: string; readonly sealed: string }>
  /**
   * Who came back, from the callback's query string. Throws HubError: `refused` where it was not to be, `unavailable`
   * where the provider can't be reached.
   */
  complete(search: string, sealed: string | null): Promise<SsoReturn>
}

interface SsoReturn {
  readonly claims: Claims
  /** When the provider last asked the person; long ago if it does not say. */
  readonly authenticatedAt: Date
  readonly volta: string
}

const Attempt = v.object({
  state: v.string(),
  nonce: v.string(),
  verifier: v.string(),
  fresh: v.boolean(),
  volta: v.string(),
  until: v.number(),
})

const PLACE = { tenant: 'painel', table: 'cookie', column: 'hub_sso', row: 'entrada' } as const

/** Does not call the provider yet, so the panel starts, and people sign in by password, while the provider is down. */
export function createSso(options: SsoOptions): Sso {
  const { panelUrl, claimNames, scopes, clock, secrets } = options
  const redirectUri = panelUrl + SSO_CALLBACK
  let discovered: Promise<client.Configuration> | undefined
  const provider = () =>
    (discovered ??= discover(options).catch((error: unknown) => {
      discovered = undefined
      throw unreached(error)
    }))

  return {
    panelUrl,
    claimNames,
    async begin({ volta, fresh }) {
      const config = await provider()
      const [state, nonce] = [client.randomState(), client.randomNonce()]
      const verifier = client.randomPKCECodeVerifier()
      const until = clock.now().getTime() + SSO_ATTEMPT_SECONDS * 1000
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: scopes,
        state,
        nonce,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...(fresh ? { prompt: 'login', max_age: '0' } : {}),
      })
      const attempt = { state, nonce, verifier, fresh, volta, until }
      return { url: url.href, sealed: secrets.seal(JSON.stringify(attempt), PLACE) }
    },

    async complete(search, sealed) {
      const attempt = openAttempt(secrets, sealed)
      if (attempt === null || attempt.until < clock.now().getTime()) {
        throw new HubError(
          'refused',
          'A entrada por SSO demorou demais ou começou em outra janela: tente de novo.',
        )
      }
      const config = await provider()
      try {
        const tokens = await client.authorizationCodeGrant(config, new URL(redirectUri + search), {
          expectedState: attempt.state,
          expectedNonce: attempt.nonce,
          pkceCodeVerifier: attempt.verifier,
          ...(attempt.fresh ? { maxAge: FRESH_SECONDS } : {}),
        })
        const claims = await allClaims(config, tokens, claimNames)
        const { auth_time: at } = claims
        // A provider that does not say when counts as long ago: a sensitive act then asks it again, and it must say.
        const authenticatedAt = new Date(typeof at === 'number' ? at * 1000 : 0)
        return { claims, authenticatedAt, volta: attempt.volta }
      } catch (error) {
        throw notConfirmed(error)
      }
    },
  }
}

async function discover(options: SsoOptions): Promise<client.Configuration> {
  const { issuer, clientId, clientSecret, timeoutMs } = options
  const url = new URL(issuer)
  const auth = clientSecret === null ? client.None() : client.ClientSecretBasic(clientSecret)
  const config = await client.discovery(url, clientId, { [client.clockTolerance]: 30 }, auth, {
    timeout: timeoutMs / 1000,
    // The settings accept a plain http address on this machine only.
    execute: isLoopback(url.hostname) ? [client.allowInsecureRequests] : [],
  })
  client.enableNonRepudiationChecks(config)
  return config
}

/** The claims of the ID token, and of the provider's userinfo if the token lacks what is needed. */
async function allClaims(
  config: client.Configuration,
  tokens: Awaited<ReturnType<typeof client.authorizationCodeGrant>>,
  { papel, tenants }: ClaimNames,
): Promise<Claims> {
  const said = tokens.claims()
  if (said === undefined) throw new HubError('refused', 'O provedor não disse quem você é.')
  const lacks = [papel, ...(tenants === null ? [] : [tenants])].some(
    (name) => claimAt(said, name) === undefined,
  )
  if (!lacks || config.serverMetadata().userinfo_endpoint === undefined) return said
  return { ...(await client.fetchUserInfo(config, tokens.access_token, said.sub)), ...said }
}

function openAttempt(secrets: Secrets, sealed: string | null) {
  if (sealed === null) return null
  try {
    return v.parse(Attempt, JSON.parse(secrets.open(sealed, PLACE)))
  } catch {
    return null
  }
}

function unreached(cause: unknown): HubError {
  const sentence = 'O provedor de identidade não está respondendo: tente de novo em instantes.'
  return new HubError('unavailable', sentence, { cause, retryable: true })
}

function notConfirmed(cause: unknown): HubError {
  if (cause instanceof HubError) return cause
  const isOfNetwork = cause instanceof TypeError || codeOf(cause) === 'OAUTH_TIMEOUT'
  if (isOfNetwork) return unreached(cause)
  const sentence = 'O provedor de identidade não confirmou quem você é: tente de novo.'
  return new HubError('refused', sentence, { cause })
}

function codeOf(error: unknown): unknown {
  return error instanceof client.ClientError ? error.code : undefined
}
