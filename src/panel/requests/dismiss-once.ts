/** POST /uma-vez/dispensar: the person has what is shown once, and it is gone. */
import * as v from 'valibot'
import { ownPath } from '../entrance/own-path.ts'
import { may } from '../session/may.ts'
import { ONCE_NAMES } from '../session/once-cookie.ts'
import type { PanelApp } from '../panel-env.ts'
import { problemPage } from '../pieces/problem-page.tsx'
import { readForm } from './read-form.ts'
import { sealedCookie } from '../session/sealed-cookie.ts'

const Dismiss = v.object({
  nome: v.pipe(v.string(), v.regex(ONCE_NAMES), v.description('o que foi guardado')),
  volta: v.pipe(v.optional(v.string(), '/'), v.description('a página')),
})

export function dismissOnce(app: PanelApp): void {
  app.post('/uma-vez/dispensar', may('conta.mudar'), async (c) => {
    const form = await readForm(c, Dismiss)
    if (!form.ok) return problemPage(c, 422, 'Não foi aceito', 'Isto não é algo que se dispense.')
    sealedCookie.forget(c, form.value.nome)
    return c.redirect(ownPath(form.value.volta), 303)
  })
}
