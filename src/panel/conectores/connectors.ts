/** /conectores: the accounts of the stores at the marketplace, from the first one made to the last secret replaced. */
import type { Running } from '../../core/running.ts'
import { may } from '../may.ts'
import type { PanelDeps } from '../panel-deps.ts'
import type { PanelApp } from '../panel-env.ts'
import { authorizeConnector } from './authorize-connector.ts'
import { connectorList } from './connector-list.tsx'
import { createConnectorRuns } from './connector-runs.ts'
import { findConnectors } from './find-connectors.ts'
import { knownConnector } from './known-connector.ts'
import { newConnector } from './new-connector.ts'
import { runConnector } from './run-connector.ts'
import { saveChecks } from './save-checks.ts'
import { saveSecret } from './save-secret.ts'
import { storeSettings } from './store-settings.ts'
import { switchConnector } from './switch-connector.ts'

/** `stop` interrupts the tests and synchronisations that were set going here. */
export function connectors(app: PanelApp, deps: PanelDeps): Running {
  const { query, log } = deps
  const runs = createConnectorRuns({ query, acts: deps.connectors, log })
  app.get('/conectores', may('ver'), async (c) =>
    connectorList(c, await findConnectors(query, c.var.operator)),
  )
  // Before /conectores/:id, which takes whatever is left.
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
