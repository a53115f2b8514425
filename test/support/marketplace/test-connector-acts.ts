/** The panel's acts with the marketplace, answered by the test. */
import type { Secrets } from '../../../src/core/secrets.ts'
import type { ConnectorActs } from '../../../src/panel/connectors/acts/connector-acts.ts'
import { saveConnectorSecret } from '../../../src/connectors/save-connector-secret.ts'
import { publicWebhookUrl } from '../../../src/connectors/public-address.ts'

const ORIGIN = 'https://hub.test'

/** Secrets are stored as the service stores them. Every examination and synchronisation succeeds at once, unless `acts` differs. */
export function testConnectorActs(
  secrets: Secrets,
  acts: Partial<ConnectorActs> = {},
): ConnectorActs {
  return {
    webhookUrl: (caminho) => publicWebhookUrl(ORIGIN, caminho),
    returnUrl: () => `${ORIGIN}/api/integracoes/ml/autorizacao`,
    authorizationUrl: async ({ conectorId }) =>
      `https://auth.test/authorization?state=${conectorId}`,
    saveSecret: (statements, scope, secret) =>
      saveConnectorSecret(statements, secrets, scope, secret),
    test: async () => [{ nome: 'DNS', ok: true, detalhe: 'tudo bem' }],
    sync: async () => ({ kind: 'done', vistos: 3, novos: 1 }),
    ...acts,
  }
}
