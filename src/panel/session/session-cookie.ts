/**
 * The session's cookie: a random token of 256 bits, of which the database knows the SHA-256 only. `__Host-` binds it to
 * this host and to TLS; browsers take loopback addresses for safe, so it works on a laptop without.
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
  /** A new one, which no browser has yet, and what the database is to know of it. */
  make(): NewToken {
    const token = randomBytes(32).toString('base64url')
    return { token, hash: hashOf(token) }
  },

  /** Only once the session is committed: what was rolled back, or tried again, must leave no cookie behind. */
  give(c: PanelContext, token: string): void {
    setCookie(c, NAME, token, {
      prefix: 'host',
      path: '/',
      secure: true,
      httpOnly: true,
      sameSite: 'Lax',
    })
  },

  /** The hash of what the browser brought; null where that can't be a token. */
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
