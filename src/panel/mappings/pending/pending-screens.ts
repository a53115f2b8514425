/** The screens of missing mappings. */
import type { PanelDeps } from '../../panel-deps.ts'
import type { PanelApp } from '../../panel-env.ts'
import { mapPending } from './map-pending.ts'
import { pendingList } from './pending-list.tsx'

export function pendingScreens(app: PanelApp, deps: PanelDeps): void {
  pendingList(app, deps)
  mapPending(app, deps)
}
