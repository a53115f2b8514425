/**
 * The mode in which nobody changes anything: whoever is signed in may do what an auditor or a leitor may, so that the
 * screens hide what would be refused, and no form but those of coming and going is taken.
 */
import { createMiddleware } from 'hono/factory'
import type { PanelEnv } from '../panel-env.ts'
import { mayDo } from './permissions.ts'
import { problemPage } from '../pieces/problem-page.tsx'

/** Behind `signedIn`. 403 for every form but /sair. */
export const readOnly = createMiddleware<PanelEnv>(async (c, next) => {
  const { operator } = c.var
  const papel = mayDo(operator.papel, 'auditoria.ver') ? 'auditor' : 'leitor'
  c.set('operator', { ...operator, papel })
  if (c.req.method === 'GET' || c.req.method === 'HEAD' || c.req.path === '/sair') return next()
  const frase = 'O painel está em modo somente leitura (PANEL_READ_ONLY): nada foi mudado.'
  return problemPage(c, 403, 'Somente leitura', frase)
})
