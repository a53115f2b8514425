/** The sandbox's OAuth: codes that work once, refresh tokens of which only the last one works, once. */
import { createHash, randomBytes } from 'node:crypto'

export interface Application {
  readonly clientId: string
  readonly clientSecret: string
}

export interface Grants {
  /** A code for a seller who has authorized the application. */
  code(sellerId: string, challenge: string | null): string
  /** Answers a form of POST /oauth/token. */
  exchange(form: URLSearchParams): { readonly status: number; readonly body: object }
  /** The seller of a token; null where it is of no use. */
  sellerOf(accessToken: string): string | null
  /** Revokes a seller's authorization: tokens and refresh token. */
  revoke(sellerId: string): void
  expireAccess(): void
  /** Refresh requests that arrived, and those that were granted. */
  readonly counts: { refreshes: number; granted: number }
}

const HOUR_MS = 3_600_000

export function createGrants(
  application: Application,
  nowMs: () => number,
  expiresInMs = 6 * HOUR_MS,
): Grants {
  const codes = new Map<string, { sellerId: string; challenge: string | null }>()
  const access = new Map<string, { sellerId: string; untilMs: number }>()
  const refresh = new Map<string, string>()
  const counts = { refreshes: 0, granted: 0 }
  const secret = (prefix: string) => `${prefix}${randomBytes(16).toString('hex')}`
  const refused = (error: string) => ({ status: 400, body: { error, message: error, status: 400 } })

  function pair(sellerId: string) {
    const [accessToken, refreshToken] = [secret('APP_USR-'), secret('TG-')]
    access.set(accessToken, { sellerId, untilMs: nowMs() + expiresInMs })
    refresh.set(sellerId, refreshToken)
    const body = {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: expiresInMs / 1000,
      scope: 'offline_access read write',
      user_id: Number(sellerId),
      refresh_token: refreshToken,
    }
    return { status: 200, body }
  }

  return {
    counts,
    code(sellerId, challenge) {
      const code = secret('TG-')
      codes.set(code, { sellerId, challenge })
      return code
    },
    exchange(form) {
      const { clientId, clientSecret } = application
      if (form.get('client_id') !== clientId || form.get('client_secret') !== clientSecret) {
        return refused('invalid_client')
      }
      if (form.get('grant_type') === 'authorization_code') {
        const code = form.get('code') ?? ''
        const known = codes.get(code)
        codes.delete(code)
        const verifier = form.get('code_verifier') ?? ''
        const challenge = createHash('sha256').update(verifier).digest('base64url')
        if (known === undefined || (known.challenge ?? challenge) !== challenge) {
          return refused('invalid_grant')
        }
        return pair(known.sellerId)
      }
      counts.refreshes++
      const given = form.get('refresh_token')
      const owner = [...refresh].find(([, token]) => token === given)?.[0]
      if (owner === undefined) return refused('invalid_grant')
      counts.granted++
      return pair(owner)
    },
    sellerOf(token) {
      const known = access.get(token)
      return known === undefined || known.untilMs <= nowMs() ? null : known.sellerId
    },
    revoke(sellerId) {
      refresh.delete(sellerId)
      for (const [token, known] of access) if (known.sellerId === sellerId) access.delete(token)
    },
    expireAccess: () => access.clear(),
  }
}
