/** The audit: its list, and its copy. */
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelApp } from '../panel-env.ts'
import { auditList } from './audit-list.tsx'
import { exportAudit } from './export-audit.ts'

export function auditScreens(app: PanelApp, deps: PanelDeps): void {
  auditList(app, deps)
  exportAudit(app, deps)
}
