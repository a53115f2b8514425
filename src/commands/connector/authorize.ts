/** `hub connector authorize`: where a seller is to go, to let the application in. */
import { Command } from 'commander'
import type { CommandIo } from '../program/command-io.ts'
import { printResult } from '../program/print-result.ts'
import { publicOrigin } from '../../connectors/public-origin.ts'
import { tenantNumber } from '../program/tenant-number.ts'
import { withMarketplace } from './with-marketplace.ts'

interface AuthorizeOptions {
  readonly tenant: string
  readonly redirectUri?: string
  readonly json?: boolean
}

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
  const result = await withMarketplace(io, tenant, async ({ config, marketplace, connector }) => {
    const own = `${publicOrigin(config)}/api/integracoes/ml/autorizacao`
    const redirectUri = options.redirectUri ?? own
    const { url } = await marketplace.authorization.begin(connector, redirectUri, io.ator)
    return { url, redirectUri }
  })
  printResult(io, options.json, result, () =>
    [
      'Abra este endereço com a conta do vendedor, em até 15 minutos:',
      result.url,
      `O retorno é ${result.redirectUri}, que deve estar igual na aplicação.`,
    ].join('\n'),
  )
}
