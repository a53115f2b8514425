/**
 * What a page shows once, after the redirect that follows an act: a new password or secret. It waits in a cookie that
 * only this host gets and no script reads, for a minute, and is gone as soon as the page has been asked for.
 */
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { PanelContext } from './panel-env.ts'

interface OnceCookie {
  /** `owner` is the number of what the value belongs to. */
  put(c: PanelContext, owner: string, value: string): void
  /** Null where nothing waits, or for another owner's page. */
  take(c: PanelContext, owner: string): string | null
}

const SECURE = { prefix: 'host', path: '/', secure: true } as const

/** `shape` matches the values that are put in, whole; they hold no full stop. */
export function createOnceCookie(name: string, shape: RegExp): OnceCookie {
  return {
    put(c, owner, value) {
      const kept = { ...SECURE, httpOnly: true, sameSite: 'Strict', maxAge: 60 } as const
      setCookie(c, name, `${owner}.${value}`, kept)
    },
    take(c, owner) {
      const kept = getCookie(c, name, 'host')
      if (kept === undefined) return null
      deleteCookie(c, name, SECURE)
      const [of, value = ''] = kept.split('.')
      return of === owner && shape.test(value) ? value : null
    },
  }
}
