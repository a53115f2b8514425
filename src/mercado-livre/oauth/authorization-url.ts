/**
 * The page on which a seller authorizes an application. `state` and the PKCE verifier belong to this attempt: whoever
 * comes back without both is somebody else.
 */
import { createHash, randomBytes } from 'node:crypto'

export interface AuthorizationAttempt {
  readonly url: string
  /** Comes back beside the code; the marketplace does not check it. */
  readonly state: string
  /** Kept secret until the code is exchanged. */
  readonly codeVerifier: string
}

interface AuthorizationOptions {
  /** ML_AUTH_URL */
  readonly authUrl: string
  readonly clientId: string
  /** Exactly as the application has it at the marketplace. */
  readonly redirectUri: string
}

export function authorizationUrl(options: AuthorizationOptions): AuthorizationAttempt {
  const state = randomBytes(32).toString('base64url')
  const codeVerifier = randomBytes(48).toString('base64url')
  const url = new URL('/authorization', options.authUrl)
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: options.clientId,
    redirect_uri: options.redirectUri,
    state,
    code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString()
  return { url: url.href, state, codeVerifier }
}
