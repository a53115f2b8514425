/** The screens of mappings, the same for SKUs and for statuses. */
import { may } from '../session/may.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelApp } from '../panel-env.ts'
import { exportMappings } from './import/export-mappings.tsx'
import { importMappings } from './import/import-mappings.tsx'
import { KINDS } from './mapping-kind.ts'
import { mappingList } from './mapping-list.tsx'
import { removeMapping } from './remove-mapping.ts'
import { saveMapping } from './save-mapping.ts'
import { showMapping } from './show-mapping.ts'

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
