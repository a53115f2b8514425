/**
 * What waits in the browser for a while and only this service reads: sealed, of one owner, under a name that only this
 * host gets and no script sees. A browser takes 4 KiB a cookie, so a long value goes in several.
 */
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { SecretPlace } from '../../core/secrets.ts'
import type { PanelContext } from '../panel-env.ts'

const PIECE = 3800
const PIECES_MAX = 3
const SECURE = { prefix: 'host', path: '/', secure: true } as const

interface Kept {
  /** Whose it is: sealed for another, it does not open. */
  readonly dono: string
  readonly seconds: number
  /** Lax: it comes along when an identity provider sends the browser back. */
  readonly sameSite: 'Strict' | 'Lax'
  /** Longer is not kept. [three cookies] */
  readonly lengthMax?: number
}

export const sealedCookie = {
  /** False where it is too long, and nothing was kept. */
  put(
    c: PanelContext,
    name: string,
    value: string,
    { dono, seconds, sameSite, lengthMax = PIECE * PIECES_MAX }: Kept,
  ): boolean {
    const sealed = c.var.secrets.seal(value, placeOf(name, dono))
    if (sealed.length > lengthMax) return false
    const pieces = sealed.match(new RegExp(`.{1,${PIECE}}`, 'g')) ?? []
    for (const [at, piece] of pieces.entries()) {
      setCookie(c, `${name}.${at}`, piece, {
        ...SECURE,
        httpOnly: true,
        sameSite,
        maxAge: seconds,
      })
    }
    return true
  },

  /** Null where there is none, or it is another's. */
  open(c: PanelContext, name: string, dono: string): string | null {
    const pieces = Array.from({ length: PIECES_MAX }, (_, at) =>
      getCookie(c, `${name}.${at}`, 'host'),
    )
    const sealed = pieces.filter((piece) => piece !== undefined).join('')
    if (sealed === '') return null
    try {
      return c.var.secrets.open(sealed, placeOf(name, dono))
    } catch {
      return null
    }
  },

  /** The names that begin so, of whichever owner. */
  named(c: PanelContext, start: string): readonly string[] {
    const names = Object.keys(getCookie(c)).map((name) => /^__Host-([\w-]+)\.0$/.exec(name)?.[1])
    return names.filter((name) => name?.startsWith(start) === true).map(String)
  },

  /** How long the cookies are together whose names begin so. */
  length(c: PanelContext, start: string): number {
    return Object.entries(getCookie(c))
      .filter(([name]) => name.startsWith(`__Host-${start}`))
      .reduce((sum, [name, value]) => sum + name.length + value.length, 0)
  },

  forget(c: PanelContext, name: string): void {
    for (let at = 0; at < PIECES_MAX; at += 1) {
      if (getCookie(c, `${name}.${at}`, 'host') !== undefined) {
        deleteCookie(c, `${name}.${at}`, SECURE)
      }
    }
  },
}

function placeOf(name: string, dono: string): SecretPlace {
  return { tenant: 'painel', tabela: 'cookie', coluna: name, linha: dono }
}
