/** Gives the panel what its users may do with the marketplace and with secrets, made of the service's own parts. */
import type { Config } from '../settings/config.ts'
import type { Secrets } from '../core/secrets.ts'
import type { Marketplace } from './open-marketplace.ts'
import type { ConnectorActs } from '../panel/connectors/acts/connector-acts.ts'
import { saveConnectorSecret } from '../connectors/save-connector-secret.ts'
import { publicOrigin, publicReturnUrl, publicWebhookUrl } from '../connectors/public-address.ts'

interface ConnectorActsOptions {
  readonly config: Config
  readonly marketplace: Marketplace
  readonly secrets: Secrets
  /** The public listener's address once it listens; null where this process has no public listener. */
  readonly listening: () => string | null
}

export function createConnectorActs(options: ConnectorActsOptions): ConnectorActs {
  const { config, marketplace, secrets, listening } = options
  // Only the listener knows a port that the system chose.
  const isAnyPort = config.publicPort === 0 && config.publicUrl === null
  const origin = () => (isAnyPort ? listening() : null) ?? publicOrigin(config)
  const returnUrl = () => publicReturnUrl(origin())
  return {
    webhookUrl: (caminho) => publicWebhookUrl(origin(), caminho),
    returnUrl,
    async authorizationUrl(connector, ator) {
      const { url } = await marketplace.authorization.begin(connector, returnUrl(), ator)
      return url
    },
    saveSecret: (statements, scope, secret) =>
      saveConnectorSecret(statements, secrets, scope, secret),
    test: (seller, onStep) => marketplace.examine(seller, onStep),
    async sync(tarefa, { conectorId, tenantId }, signal) {
      const reports = await marketplace.sync.run(tarefa, { tenantId, atOnce: true, signal })
      return reports.find((report) => report.conectorId === conectorId)?.end ?? null
    },
  }
}
