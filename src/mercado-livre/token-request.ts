/**
 * Asks the marketplace for a pair of tokens. A refresh token works once: so an answer that never came is told apart
 * from a request that was never sent, and from a no.
 */
import * as v from 'valibot'
import { parseExactJson } from '../core/exact-json.ts'
import { MarketplaceId } from './marketplace-id.ts'
import { readText } from './read-text.ts'
import { whyUnreached } from './why-unreached.ts'

export type Grant =
  | { readonly grantType: 'refresh_token'; readonly refreshToken: string }
  | {
      readonly grantType: 'authorization_code'
      readonly code: string
      readonly redirectUri: string
      readonly codeVerifier: string
    }

export interface TokenPair {
  readonly accessToken: string
  /** Null where the application has no offline access. */
  readonly refreshToken: string | null
  readonly expiresInSeconds: number
  readonly userId: string
}

export type TokenAnswer =
  | { readonly kind: 'granted'; readonly pair: TokenPair }
  /** invalid_grant: used before, revoked or expired. The seller must let the application in again. */
  | { readonly kind: 'denied' }
  /** The application itself is not accepted: its id, its secret, a block. `erro` is the marketplace's own word for it. */
  | { readonly kind: 'misconfigured'; readonly erro: string }
  /** 5xx, 429, no connection, no answer in time: it says nothing about the token, which may have been used up. */
  | { readonly kind: 'unavailable'; readonly motivo: string }

interface TokenRequestOptions {
  readonly apiUrl: string
  readonly timeoutMs: number
  readonly clientId: string
  readonly clientSecret: string
}

const ANSWER_BYTES_MAX = 64 * 1024

const Pair = v.object({
  access_token: v.pipe(v.string(), v.minLength(8), v.maxLength(4096)),
  refresh_token: v.nullish(v.pipe(v.string(), v.minLength(8), v.maxLength(4096)), null),
  expires_in: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(31_536_000)),
  user_id: MarketplaceId,
})
const Refusal = v.object({ error: v.pipe(v.string(), v.regex(/^[a-z_]{1,40}$/)) })

/** Never throws, and no answer holds anything of what was sent. */
export async function requestTokens(
  options: TokenRequestOptions,
  grant: Grant,
): Promise<TokenAnswer> {
  try {
    const response = await fetch(new URL('/oauth/token', options.apiUrl), {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(options.timeoutMs),
      headers: { accept: 'application/json' },
      body: formOf(options, grant),
    })
    const text = await readText(response, ANSWER_BYTES_MAX)
    return judge(response.status, parsed(text))
  } catch (error) {
    return { kind: 'unavailable', motivo: whyUnreached(error) }
  }
}

function formOf({ clientId, clientSecret }: TokenRequestOptions, grant: Grant): URLSearchParams {
  const form = new URLSearchParams({
    grant_type: grant.grantType,
    client_id: clientId,
    client_secret: clientSecret,
  })
  if (grant.grantType === 'refresh_token') form.set('refresh_token', grant.refreshToken)
  else {
    form.set('code', grant.code)
    form.set('redirect_uri', grant.redirectUri)
    form.set('code_verifier', grant.codeVerifier)
  }
  return form
}

function judge(status: number, body: unknown): TokenAnswer {
  if (status === 200) {
    const pair = v.safeParse(Pair, body)
    if (!pair.success) return { kind: 'unavailable', motivo: 'respondeu 200 sem os tokens' }
    const { access_token, refresh_token, expires_in, user_id } = pair.output
    return {
      kind: 'granted',
      pair: {
        accessToken: access_token,
        refreshToken: refresh_token,
        expiresInSeconds: expires_in,
        userId: user_id,
      },
    }
  }
  const refusal = v.safeParse(Refusal, body)
  const isNo = status >= 400 && status < 500 && status !== 408 && status !== 429
  if (!isNo || !refusal.success) return { kind: 'unavailable', motivo: `respondeu ${status}` }
  const { error } = refusal.output
  return error === 'invalid_grant' ? { kind: 'denied' } : { kind: 'misconfigured', erro: error }
}

function parsed(text: string | null): unknown {
  try {
    return text === null ? undefined : parseExactJson(text)
  } catch {
    return undefined
  }
}
