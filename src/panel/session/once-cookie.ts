/**
 * A value that is shown once, after the redirect that follows an act: a new password, secret or token. It waits, sealed, in a
 * cookie of its own, for the person who made it and for an hour at most. The page of its owner shows it until that person
 * dismisses it, so a page that is reloaded or open twice loses nothing.
 */
import type { PanelApp, PanelContext } from '../panel-env.ts'
import { sealedCookie } from './sealed-cookie.ts'
import * as v from 'valibot'
import { ownPath } from './open-session.ts'
import { may } from './may.ts'
import { problemPage } from '../pieces/problem-page.tsx'
import { readForm } from '../requests/read-form.ts'

export interface OnceValue {
  /** The name of the cookie, by which it is dismissed. */
  readonly nome: string
  readonly valor: string
}

interface OnceCookie {
  /** `owner` is the number of the thing that the value belongs to. */
  put(c: PanelContext, owner: string, value: string): void
  /** Null where nothing waits for this page and this person. */
  shown(c: PanelContext, owner: string): OnceValue | null
  /** The values of every owner, for a page that shows them all. */
  all(c: PanelContext): readonly OnceValue[]
}

const ONCE_NAMES = /^hub_uma_vez_[a-z]+-\d{1,19}$/

const SECONDS = 60 * 60

/** `name`: what kind of value it is, in small letters. */
export function createOnceCookie(name: string): OnceCookie {
  const start = `hub_uma_vez_${name}-`
  const nameOf = (owner: string) => start + owner
  const open = (c: PanelContext, cookieName: string) => {
    const value = sealedCookie.open(c, cookieName, c.var.operator.id)
    return value === null ? null : { nome: cookieName, valor: value }
  }
  return {
    put(c, owner, value) {
      const kept = { owner: c.var.operator.id, seconds: SECONDS, sameSite: 'Strict' } as const
      sealedCookie.put(c, nameOf(owner), value, kept)
    },
    shown: (c, owner) => open(c, nameOf(owner)),
    all: (c) => sealedCookie.named(c, start).flatMap((cookieName) => open(c, cookieName) ?? []),
  }
}

const Dismiss = v.object({
  nome: v.pipe(v.string(), v.regex(ONCE_NAMES), v.description('o que foi guardado')),
  volta: v.pipe(v.optional(v.string(), '/'), v.description('a página')),
})

/** POST /uma-vez/dispensar: the person has kept the value, and it is deleted. */
export function dismissOnce(app: PanelApp): void {
  app.post('/uma-vez/dispensar', may('conta.mudar'), async (c) => {
    const form = await readForm(c, Dismiss)
    if (!form.ok) return problemPage(c, 422, 'Não foi aceito', 'Isto não é algo que se dispense.')
    sealedCookie.forget(c, form.value.nome)
    return c.redirect(ownPath(form.value.volta), 303)
  })
}
