/**
 * The session's cookie: a random token of 256 bits, of which the database knows the SHA-256 only. `__Host-` binds it to
 * this host and to TLS; browsers take loopback addresses for safe, so it works on a laptop without.
 */
import { createHash, randomBytes } from 'node:crypto'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { PanelContext } from './panel-env.ts'

const NAME = 'hub_sessao'
const TOKEN = /^[A-Za-z0-9_-]{43}$/

export const sessionCookie = {
  /** Gives the browser a new token, and answers its hash. */
  issue(c: PanelContext): Buffer {
    const token = randomBytes(32).toString('base64url')
    setCookie(c, NAME, token, {
      prefix: 'host',
      path: '/',
      secure: true,
      httpOnly: true,
      sameSite: 'Lax',
    })
    return hashOf(token)
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
