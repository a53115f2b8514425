/** Permission checks. Every route behind `signedIn` has a `may`, which lets through only operators whose papel may do what the route does. */
import { createMiddleware } from 'hono/factory'
import type { PanelEnv } from '../panel-env.ts'
import { mayDo, type Permission } from './permissions.ts'
import { problemPage } from '../pieces/problem-page.tsx'

/** Answers 403 to a papel that lacks the permission. */
export function may(permission: Permission) {
  return createMiddleware<PanelEnv>(async (c, next) => {
    if (mayDo(c.var.operator.papel, permission)) return next()
    return problemPage(
      c,
      403,
      'Acesso negado',
      'Seu papel não permite fazer isso: peça a um admin.',
    )
  })
}

/**
 * The mode in which nobody changes anything (PANEL_READ_ONLY). Behind `signedIn`. Operators get the rights of an auditor or a
 * leitor, so that the screens hide what would be refused, and every form but /sair is a 403.
 */
export const readOnly = createMiddleware<PanelEnv>(async (c, next) => {
  const { operator } = c.var
  const role = mayDo(operator.papel, 'auditoria.ver') ? 'auditor' : 'leitor'
  c.set('operator', { ...operator, papel: role })
  if (c.req.method === 'GET' || c.req.method === 'HEAD' || c.req.path === '/sair') return next()
  const sentence = 'O painel está em modo somente leitura (PANEL_READ_ONLY): nada foi mudado.'
  return problemPage(c, 403, 'Somente leitura', sentence)
})
