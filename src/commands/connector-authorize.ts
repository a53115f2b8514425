/** `hub connector authorize`: where a seller is to go, to let the application in. */
import { Command } from 'commander'
import * as v from 'valibot'
import { HubError } from '../core/errors.ts'
import { createSecrets } from '../core/secrets.ts'
import { createPool } from '../db/pool.ts'
import { sql } from '../db/query.ts'
import { loadKeyring } from '../load-keyring.ts'
import { openMarketplace } from '../marketplace.ts'
import type { CommandIo } from './command-io.ts'
import { printResult } from './print-result.ts'
import { publicOrigin } from './public-origin.ts'
import { tenantNumber } from './tenant-number.ts'
import { withDatabase } from './with-database.ts'

interface AuthorizeOptions {
  readonly tenant: string
  readonly redirectUri?: string
  readonly json?: boolean
}

const Connector = v.object({ conectorId: v.string(), clientId: v.nullable(v.string()) })

export function connectorAuthorize(io: CommandIo): Command {
  return new Command('authorize')
    .description('Mostra o endereço em que o vendedor autoriza a aplicação (Reautorizar)')
    .requiredOption('--tenant <numero>', 'número do tenant')
    .option(
      '--redirect-uri <url>',
      'endereço de retorno, igual ao cadastrado na aplicação; sem ele, o deste serviço',
    )
    .option('--json', 'responde em JSON')
    .action((options: AuthorizeOptions) => authorize(io, options))
}

async function authorize(io: CommandIo, options: AuthorizeOptions): Promise<void> {
  const tenant = tenantNumber(options.tenant)
  const result = await withDatabase(io, async ({ config, query, all, log, database }) => {
    const connector = await all.maybeOne(sql.type(Connector)`
      select c.id as "conectorId", c.client_id as "clientId"
      from ops.conector as c
      where c.tenant_id = ${tenant}::bigint
        and c.canal = 'ML'`)
    if (connector === null) {
      throw new HubError(
        'not_found',
        `O tenant ${tenant} não tem conector: crie um com connector set.`,
      )
    }
    const { conectorId, clientId } = connector
    if (clientId === null) {
      const detail = 'informe --client-id e --client-secret-file em connector set'
      throw new HubError('refused', `O conector não tem client_id: ${detail}.`)
    }
    const secrets = createSecrets(await loadKeyring(config, query))
    const { url, role } = database
    const roleOption = role === undefined ? {} : { role }
    const pool = createPool({ url, ...roleOption, max: 1, applicationName: 'hub-cli', log })
    try {
      const { authorization } = await openMarketplace({
        config,
        pool,
        secrets,
        clock: io.clock,
        log,
      })
      const redirectUri =
        options.redirectUri ?? `${publicOrigin(config)}/api/integracoes/ml/autorizacao`
      const known = { conectorId, tenantId: String(tenant), clientId }
      return { ...(await authorization.begin(known, redirectUri, io.ator)), redirectUri }
    } finally {
      await pool.end()
    }
  })
  printResult(io, options.json, result, () =>
    [
      'Abra este endereço com a conta do vendedor, em até 15 minutos:',
      result.url,
      `O retorno é ${result.redirectUri}, que deve estar igual na aplicação.`,
    ].join('\n'),
  )
}
