/** Lets through only operators whose papel may do what the route does. Every route behind `signedIn` has one. */
import { createMiddleware } from 'hono/factory'
import type { PanelEnv } from '../panel-env.ts'
import { mayDo, type Permission } from './permissions.ts'
import { problemPage } from '../pieces/problem-page.tsx'

/** 403 for a papel that may not. */
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

/** Behind `signedIn`. 403 for every form but /sair. */
export const readOnly = createMiddleware<PanelEnv>(async (c, next) => {
  const { operator } = c.var
  const papel = mayDo(operator.papel, 'auditoria.ver') ? 'auditor' : 'leitor'
  c.set('operator', { ...operator, papel })
  if (c.req.method === 'GET' || c.req.method === 'HEAD' || c.req.path === '/sair') return next()
  const frase = 'O painel está em modo somente leitura (PANEL_READ_ONLY): nada foi mudado.'
  return problemPage(c, 403, 'Somente leitura', frase)
})
