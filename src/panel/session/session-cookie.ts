/**
 * The session's cookie: a random token of 256 bits. The database knows only its SHA-256. `__Host-` binds it to this host and to
 * TLS. Browsers treat loopback addresses as safe, so it works on a laptop without TLS.
 */
import { createHash, randomBytes } from 'node:crypto'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { PanelContext } from '../panel-env.ts'

const NAME = 'hub_sessao'
const TOKEN = /^[A-Za-z0-9_-]{43}$/

interface NewToken {
  readonly token: string
  readonly hash: Buffer
}

export const sessionCookie = {
  /** A new token that no browser has yet, and the hash for the database. */
  make(): NewToken {
    const token = randomBytes(32).toString('base64url')
    return { token, hash: hashOf(token) }
  },

  /** To be called once the session is committed: a transaction that is rolled back or run again must leave no cookie. */
  give(c: PanelContext, token: string): void {
    setCookie(c, NAME, token, {
      prefix: 'host',
      path: '/',
      secure: true,
      httpOnly: true,
      sameSite: 'Lax',
    })
  },

  /** The hash of the token that the browser sent; null where it can't be a token. */
  read(c: PanelContext): Buffer | null {
    const token = getCookie(c, NAME, 'host') ?? ''
    return TOKEN.test(token) ? hashOf(token) : null
  },

  forget(c: PanelContext): void {
    deleteCookie(c, NAME, { prefix: 'host', path: '/', secure: true })
  },
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
