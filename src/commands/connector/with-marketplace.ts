/** Gives a command the marketplace, on behalf of one tenant's connector. */
import * as v from 'valibot'
import { HubError } from '../../core/errors.ts'
import { createSecrets } from '../../core/secrets.ts'
import { createPool } from '../../db/connect/pool.ts'
import { sql } from '../../db/connect/query.ts'
import { loadKeyring } from '../../connectors/load-keyring.ts'
import type { Marketplace } from '../../wiring/open-marketplace.ts'
import type { CommandIo } from '../program/command-io.ts'
import { type CommandDatabase, withDatabase } from '../program/with-database.ts'

const Connector = v.object({
  conectorId: v.string(),
  tenantId: v.string(),
  clientId: v.nullable(v.string()),
  userId: v.nullable(v.string()),
  status: v.string(),
})

export interface MarketplaceAt extends Pick<CommandDatabase, 'config' | 'all'> {
  readonly marketplace: Marketplace
  /** The tenant's connector, which has a client_id. */
  readonly connector: v.InferOutput<typeof Connector> & { readonly clientId: string }
}

/** Throws HubError where the tenant has no connector, or one without a client_id. */
export async function withMarketplace<T>(
  io: CommandIo,
  tenant: number,
  work: (at: MarketplaceAt) => Promise<T>,
): Promise<T> {
  return withDatabase(io, async ({ config, query, all, log, database }) => {
    const connector = await all.maybeOne(sql.type(Connector)`
      select
        c.id as "conectorId", c.tenant_id as "tenantId", c.client_id as "clientId", c.user_id as "userId", c.status
      from ops.conector as c
      where c.tenant_id = ${tenant}::bigint
        and c.canal = 'ML'`)
    if (connector === null) {
      const sentence = `O tenant ${tenant} não tem conector: crie um com hub connector set.`
      throw new HubError('not_found', sentence)
    }
    const { clientId } = connector
    if (clientId === null) {
      const detail = 'informe --client-id e --client-secret-file em hub connector set'
      throw new HubError('refused', `O conector não tem client_id: ${detail}.`)
    }
    const secrets = createSecrets(await loadKeyring(config, query, { make: database.embedded }))
    const openPool = (max: number) =>
      createPool({ url: database.url, max, applicationName: 'hub-cli', log })
    const pool = openPool(4)
    const locks = openPool(1)
    try {
      // Only the commands that ask the marketplace load it.
      const { openMarketplace } = await import('../../wiring/open-marketplace.ts')
      const marketplace = await openMarketplace({
        config,
        pool,
        locks,
        secrets,
        clock: io.clock,
        log,
      })
      return await work({ config, all, marketplace, connector: { ...connector, clientId } })
    } finally {
      await Promise.all([pool.end(), locks.end()])
    }
  })
}
