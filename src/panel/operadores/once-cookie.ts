/**
 * What a page shows once, after the redirect that follows an act: a new password. It waits in a cookie that only this
 * host gets and no script reads, for a minute, and is gone as soon as the page has been asked for.
 */
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { PanelContext } from '../panel-env.ts'

const NAME = 'hub_senha_nova'
const SECURE = { prefix: 'host', path: '/', secure: true } as const

export const onceCookie = {
  put(c: PanelContext, operadorId: string, senha: string): void {
    const value = `${operadorId}.${senha}`
    setCookie(c, NAME, value, { ...SECURE, httpOnly: true, sameSite: 'Strict', maxAge: 60 })
  },

  /** Null where nothing waits, or for another operator's page. */
  take(c: PanelContext, operadorId: string): string | null {
    const value = getCookie(c, NAME, 'host')
    if (value === undefined) return null
    deleteCookie(c, NAME, SECURE)
    const [id, senha] = value.split('.')
    return id === operadorId && /^[a-z0-9-]{23}$/.test(senha ?? '') ? (senha ?? null) : null
  },
}
