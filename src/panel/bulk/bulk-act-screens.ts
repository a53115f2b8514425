/** The screens of bulk acts: the list, the plan of a new one, and the page of each. */
import { NUMBER } from '../pieces/event-address.ts'
import type { Live } from '../requests/live.ts'
import { may } from '../session/may.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelApp } from '../panel-env.ts'
import { answerBulkAct } from './answer-bulk-act.ts'
import { bulkActList } from './bulk-act-list.tsx'
import { liveBulkAct } from './live-bulk-act.tsx'
import { bulkActPage } from './bulk-act-page.tsx'
import { planBulkAct } from './plan-bulk-act.ts'

export function bulkActScreens(app: PanelApp, deps: PanelDeps, live: Live): void {
  bulkActList(app, deps)
  planBulkAct(app, deps)
  app.get(`/lotes/:id${NUMBER}`, may('ver'), (c) => bulkActPage(c, deps, c.req.param('id')))
  answerBulkAct(app, deps)
  liveBulkAct(app, deps, live)
}
