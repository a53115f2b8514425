/** GET /mapeamentos/…/ID: one mapping. */
import { may } from '../session/may.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelApp } from '../panel-env.ts'
import { problemPage } from '../pieces/problem-page.tsx'
import { isId } from '../../core/id.ts'
import { mappingById } from './find-mappings.ts'
import { kindPath, type MappingKind } from './mapping-kind.ts'
import { mappingPage } from './mapping-page.tsx'

export function showMapping(app: PanelApp, { query }: PanelDeps, kind: MappingKind): void {
  app.get(`${kindPath(kind)}/:id{[0-9]+}`, may('ver'), async (c) => {
    const id = c.req.param('id')
    const key = isId(id) ? await mappingById(query, c.var.operator, kind, id) : null
    if (key === null) {
      return problemPage(c, 404, 'Não encontrado', 'Este mapeamento não existe, ou foi removido.')
    }
    return mappingPage(c, query, kind, { key })
  })
}
