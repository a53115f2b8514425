/**
 * Values that wait in the browser and that only this service reads. Each is sealed for one owner, in a cookie that only this
 * host gets and no script sees. A browser takes 4 KiB a cookie, so a long value takes several.
 */
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { SecretPlace } from '../../core/secrets.ts'
import type { PanelContext } from '../panel-env.ts'

const PIECE = 3800
const PIECES_MAX = 3
const SECURE = { prefix: 'host', path: '/', secure: true } as const

interface Kept {
  /** The owner. A cookie that is sealed for another owner does not open. */
  readonly owner: string
  readonly seconds: number
  /** Lax: the browser sends it also when an identity provider redirects back. */
  readonly sameSite: 'Strict' | 'Lax'
  /** A longer value is not kept. [three cookies] */
  readonly lengthMax?: number
}

export const sealedCookie = {
  /** False where the value is too long and nothing was kept. */
  put(
    c: PanelContext,
    name: string,
    value: string,
    { owner, seconds, sameSite, lengthMax = PIECE * PIECES_MAX }: Kept,
  ): boolean {
    const sealed = c.var.secrets.seal(value, placeOf(name, owner))
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

  /** Null where there is none, or it belongs to another owner. */
  open(c: PanelContext, name: string, owner: string): string | null {
    const pieces = Array.from({ length: PIECES_MAX }, (_, at) =>
      getCookie(c, `${name}.${at}`, 'host'),
    )
    const sealed = pieces.filter((piece) => piece !== undefined).join('')
    if (sealed === '') return null
    try {
      return c.var.secrets.open(sealed, placeOf(name, owner))
    } catch {
      return null
    }
  },

  /** The names that begin with `start`, of any owner. */
  named(c: PanelContext, start: string): readonly string[] {
    const names = Object.keys(getCookie(c)).map((name) => /^__Host-([\w-]+)\.0$/.exec(name)?.[1])
    return names.filter((name) => name?.startsWith(start) === true).map(String)
  },

  /** The total length of the cookies whose names begin with `start`. */
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

function placeOf(name: string, owner: string): SecretPlace {
  return { tenant: 'painel', table: 'cookie', column: name, row: owner }
}
