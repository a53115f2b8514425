/** A bearer token of the API: what its holder sends, and what the database knows of it. */
import { createHash, randomBytes } from 'node:crypto'

interface NewApiToken {
  /** `hub_` and 43 characters: 256 random bits. Shown once, kept nowhere. */
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
