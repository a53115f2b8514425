/** The screens of bulk acts: their list, a new one's plan, and each one's own. */
import { NUMBER } from '../eventos/event-path.ts'
import type { Live } from '../live.ts'
import { may } from '../may.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelApp } from '../panel-env.ts'
import { actOnLote } from './act-on-lote.ts'
import { loteList } from './lote-list.tsx'
import { liveLote } from './live-lote.tsx'
import { lotePage } from './lote-page.tsx'
import { planLote } from './plan-lote.ts'

export function loteScreens(app: PanelApp, deps: PanelDeps, live: Live): void {
  loteList(app, deps)
  planLote(app, deps)
  app.get(`/lotes/:id${NUMBER}`, may('ver'), (c) => lotePage(c, deps, c.req.param('id')))
  actOnLote(app, deps)
  liveLote(app, deps, live)
}
