/** The panel beside a sandbox marketplace, with the service's own acts between the two. */
import type { TestContext } from 'node:test'
import { startSandbox, type Sandbox } from '../../../scripts/sandbox/sandbox.ts'
import { loadConfig } from '../../../src/settings/config.ts'
import { createConnectorActs } from '../../../src/wiring/connector-acts.ts'
import { systemClock } from '../../../src/core/clock.ts'
import { createLogger } from '../../../src/core/log.ts'
import { type Marketplace, openMarketplace } from '../../../src/wiring/open-marketplace.ts'
import type { ConnectorActs } from '../../../src/panel/connectors/acts/connector-acts.ts'
import { tempDir } from '../process/in-process.ts'
import { seller } from '../marketplace/marketplace-seller.ts'
import { relayPool } from '../relay/test-relay.ts'
import { openTestPanel, type TestPanel } from './test-panel.ts'

export const clientSecret = 'segredo-da-aplicacao'

export interface PanelMarket extends TestPanel {
  readonly sandbox: Sandbox
  /** The address of a seller's authorization, as the seller's browser would take it there and back. */
  readonly authorize: (href: string) => Promise<string>
}

/** Tenant 123 has a connector that nobody has filled in yet. */
export async function openPanelMarket(t: TestContext): Promise<PanelMarket> {
  const sandbox = await startSandbox({
    application: { clientId: seller.clientId, clientSecret },
    sellerId: seller.userId,
    nowMs: () => Date.now(),
    post: () => Promise.resolve(200),
    habits: { copies: 1, lost: 1 },
  })
  t.after(() => sandbox.stop())
  const config = loadConfig({
    DATA_DIR: tempDir(t),
    ML_API_URL: sandbox.url,
    ML_AUTH_URL: sandbox.url,
    PUBLIC_URL: 'https://hub.test',
  })
  const log = createLogger({ level: 'silent' })
  // The panel wants its acts before the database is there that they need.
  let made: Promise<{ marketplace: Marketplace; acts: ConnectorActs }> | undefined
  const ready = () => made ?? Promise.reject(new Error('the panel is not open yet'))
  const panel = await openTestPanel(t, {
    change: (deps, { pool, secrets, url }) => {
      const locks = relayPool(t, url)
      made = openMarketplace({ config, pool, locks, secrets, clock: systemClock, log }).then(
        (marketplace) => {
          const options = { config, marketplace, secrets, listening: () => null }
          return { marketplace, acts: createConnectorActs(options) }
        },
      )
      const { webhookUrl, returnUrl, saveSecret } = deps.connectors
      const connectors: ConnectorActs = {
        webhookUrl,
        returnUrl,
        saveSecret,
        authorizationUrl: async (...args) => (await ready()).acts.authorizationUrl(...args),
        test: async (...args) => (await ready()).acts.test(...args),
        sync: async (...args) => (await ready()).acts.sync(...args),
      }
      return { ...deps, connectors }
    },
  })
  return {
    ...panel,
    sandbox,
    authorize: async (href) => {
      const sent = await fetch(href, { redirect: 'manual' })
      const back = new URL(sent.headers.get('location') ?? '', href).searchParams
      const { marketplace } = await ready()
      const completion = await marketplace.authorization.complete({
        code: back.get('code') ?? undefined,
        state: back.get('state') ?? undefined,
      })
      return completion.kind === 'refused' ? completion.sentence : 'ok'
    },
  }
}
