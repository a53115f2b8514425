/** The screens of the queue: rows, leases, blockers and breakers, uncertain notices. */
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelApp } from '../panel-env.ts'
import { actOnDead } from './act-on-dead.ts'
import { blockerList } from './blocker-list.tsx'
import { leaseList } from './lease-list.tsx'
import { outboxList } from './outbox-list.tsx'
import { planDead } from './bulk-dead.tsx'
import { uncertainNotices } from './notices/uncertain-notices.tsx'

export function outboxScreens(app: PanelApp, deps: PanelDeps): void {
  outboxList(app, deps)
  leaseList(app, deps)
  blockerList(app, deps)
  uncertainNotices(app, deps)
  planDead(app, deps)
  actOnDead(app, deps)
}
