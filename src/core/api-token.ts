/** Bearer tokens of the API. Their holders send the token; the database stores only its hash. */
import { createHash, randomBytes } from 'node:crypto'

interface NewApiToken {
  /** `hub_` and 43 characters: 256 random bits. It is shown once and stored nowhere. */
  readonly token: string
  readonly hash: Buffer
}

export function newApiToken(): NewApiToken {
  const token = `hub_${randomBytes(32).toString('base64url')}`
  return { token, hash: apiTokenHash(token) }
}

export function apiTokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
