/** /conectores: the screens of the stores' accounts at the marketplace. */
import type { Running } from '../../core/running.ts'
import { may } from '../session/may.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelApp } from '../panel-env.ts'
import { authorizeConnector } from './acts/authorize-connector.tsx'
import { connectorList } from './connector-list.tsx'
import { createConnectorRuns } from './acts/connector-runs.ts'
import { findConnectors } from './find-connectors.ts'
import { knownConnector } from './known-connector.ts'
import { newConnector } from './acts/new-connector.tsx'
import { runConnector } from './acts/run-connector.ts'
import { saveChecks } from './acts/save-checks.ts'
import { saveSecret } from './acts/save-secret.ts'
import { storeSettings } from './store/store-settings.ts'
import { switchConnector } from './acts/switch-connector.ts'

/** `stop` interrupts the tests and synchronisations that people started in this process. */
export function connectors(app: PanelApp, deps: PanelDeps): Running {
  const { query, log } = deps
  const runs = createConnectorRuns({ query, acts: deps.connectors, log })
  app.get('/conectores', may('ver'), async (c) =>
    connectorList(c, await findConnectors(query, c.var.operator)),
  )
  // Before /conectores/:id, which matches these addresses too.
  newConnector(app, deps)
  storeSettings(app, deps)
  knownConnector(app, deps)
  saveSecret(app, deps)
  saveChecks(app, deps)
  switchConnector(app, deps)
  authorizeConnector(app, deps)
  runConnector(app, deps, runs)
  return { stop: () => runs.stop() }
}
