/** The screens of mappings, the same for SKUs and for statuses. */
import { may } from '../session/may.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelApp } from '../panel-env.ts'
import { exportMappings } from './import/export-mappings.tsx'
import { importMappings } from './import/import-mappings.tsx'
import { kindPath, KINDS, type MappingKind } from './mapping-kind.ts'
import { mappingList } from './mapping-list.tsx'
import { removeMapping } from './remove-mapping.ts'
import { saveMapping } from './save-mapping.ts'
import { problemPage } from '../pieces/problem-page.tsx'
import { isId } from '../../core/id.ts'
import { mappingById } from './find-mappings.ts'
import { mappingPage } from './mapping-page.tsx'

export function mappingScreens(app: PanelApp, deps: PanelDeps): void {
  app.get('/mapeamentos', may('ver'), (c) => c.redirect('/mapeamentos/sku', 303))
  for (const kind of KINDS) {
    mappingList(app, deps, kind)
    saveMapping(app, deps, kind)
    removeMapping(app, deps, kind)
    exportMappings(app, deps, kind)
    importMappings(app, deps, kind)
    showMapping(app, deps, kind)
  }
}

function showMapping(app: PanelApp, { query }: PanelDeps, kind: MappingKind): void {
  app.get(`${kindPath(kind)}/:id{[0-9]+}`, may('ver'), async (c) => {
    const id = c.req.param('id')
    const key = isId(id) ? await mappingById(query, c.var.operator, kind, id) : null
    if (key === null) {
      return problemPage(c, 404, 'Não encontrado', 'Este mapeamento não existe, ou foi removido.')
    }
    return mappingPage(c, query, kind, { key })
  })
}
