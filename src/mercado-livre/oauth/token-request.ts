/**
 * Asks the marketplace for a pair of tokens. A refresh token works once, so an answer that never came is told apart from a
 * refusal.
 */
import { parseExactJson } from '../../core/json/exact-json.ts'
import { answeredWith, errorCodeOf, isPassing, type ErrorAnswer } from '../http/error-answer.ts'
import { type Part, partOf } from '../translate/json-part.ts'
import { readText, whyUnreached } from '../http/read-response.ts'

export type Grant =
  | { readonly grantType: 'refresh_token'; readonly refreshToken: string }
  | {
      readonly grantType: 'authorization_code'
      readonly code: string
      readonly redirectUri: string
      readonly codeVerifier: string
    }

export interface TokenPair {
  /** Null where the answer lacks it. The refresh token beside it is then good for one. */
  readonly accessToken: string | null
  /** Null where the application has no offline access. The one before it stays. */
  readonly refreshToken: string | null
  readonly expiresInSeconds: number
  /** Null where the answer does not say whose they are. */
  readonly userId: string | null
}

export type TokenAnswer =
  | { readonly kind: 'granted'; readonly pair: TokenPair }
  /** invalid_grant: used before, revoked or expired. The seller must authorize the application again. */
  | ({ readonly kind: 'denied' } & ErrorAnswer)
  /** The application itself is not accepted: its id, its secret, a block. */
  | ({ readonly kind: 'misconfigured' } & ErrorAnswer)
  /**
   * 5xx, 429 and other errors that pass, no connection, no answer in time. It says nothing about the token, which may have
   * been used up.
   */
  | { readonly kind: 'unavailable'; readonly motivo: string }

interface TokenRequestOptions {
  readonly apiUrl: string
  readonly timeoutMs: number
  readonly clientId: string
  readonly clientSecret: string
}

const ANSWER_BYTES_MAX = 64 * 1024

/** How long an access token is good whose answer does not say it: less than the marketplace has ever given. */
const EXPIRES_IN_SECONDS = 10_800
const EXPIRES_IN_MAX = 31_536_000
const TOKEN_LENGTH_MAX = 16_384

/** Never throws. No answer holds anything of what was sent. */
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

/** A new pair is the only one that works, so it is never thrown away, whatever else is odd about the answer. */
function judge(status: number, body: unknown): TokenAnswer {
  const answer = partOf(body)
  if (status >= 200 && status < 300) {
    const accessToken = tokenOf(answer, 'access_token')
    const refreshToken = tokenOf(answer, 'refresh_token')
    if (accessToken === null && refreshToken === null) {
      return { kind: 'unavailable', motivo: `respondeu ${status} sem os tokens` }
    }
    const seconds = Math.floor(answer.amount('expires_in') ?? 0)
    const isSaid = seconds >= 1 && seconds <= EXPIRES_IN_MAX
    const expiresInSeconds = isSaid ? seconds : EXPIRES_IN_SECONDS
    const userId = answer.id('user_id')
    return { kind: 'granted', pair: { accessToken, refreshToken, expiresInSeconds, userId } }
  }
  const refusal = { status, erro: errorCodeOf(body) ?? olderCode(answer) }
  if (refusal.erro === null || status === 429 || isPassing(status)) {
    return { kind: 'unavailable', motivo: answeredWith(refusal) }
  }
  return { kind: refusal.erro === 'invalid_grant' ? 'denied' : 'misconfigured', ...refusal }
}

/** Null for a token that no header could carry. */
function tokenOf(answer: Part, name: string): string | null {
  const token = typeof answer.value(name) === 'string' ? answer.text(name, TOKEN_LENGTH_MAX) : null
  return token !== null && /^[!-~]+$/.test(token) ? token : null
}

/** Older bodies have the code as their message. */
function olderCode(answer: Part): string | null {
  const message = answer.text('message')
  return message === 'invalid_grant' || message === 'invalid_client' ? message : null
}

function parsed(text: string | null): unknown {
  try {
    return text === null ? undefined : parseExactJson(text)
  } catch {
    return undefined
  }
}
