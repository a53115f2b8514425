/** The screens of bulk acts: their list, a new one's plan, and each one's own. */
import { NUMBER } from '../events/event-address.ts'
import type { Live } from '../requests/live.ts'
import { may } from '../session/may.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelApp } from '../panel-env.ts'
import { actOnLote } from './act-on-bulk.ts'
import { loteList } from './bulk-list.tsx'
import { liveLote } from './live-bulk.tsx'
import { lotePage } from './bulk-page.tsx'
import { planLote } from './plan-bulk.ts'

export function loteScreens(app: PanelApp, deps: PanelDeps, live: Live): void {
  loteList(app, deps)
  planLote(app, deps)
  app.get(`/lotes/:id${NUMBER}`, may('ver'), (c) => lotePage(c, deps, c.req.param('id')))
  actOnLote(app, deps)
  liveLote(app, deps, live)
}
