/** `hub connector authorize|test`: how a seller gives the application access, and whether the access works (Reautorizar, Testar). */
import { Command } from 'commander'
import { publicOrigin, publicReturnUrl } from '../../connectors/public-address.ts'
import { HubError } from '../../core/errors.ts'
import type { CommandIo } from '../program/command-io.ts'
import { tenantOption } from '../program/option.ts'
import { printResult } from '../program/print-result.ts'
import { withMarketplace } from './with-marketplace.ts'

interface AuthorizeOptions {
  readonly tenant: string
  readonly redirectUri?: string
  readonly json?: boolean
}

export function authorizeAccess(io: CommandIo): Command {
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
  const tenant = tenantOption(options.tenant)
  const result = await withMarketplace(io, tenant, async ({ config, marketplace, connector }) => {
    const own = publicReturnUrl(publicOrigin(config))
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

export function testAccess(io: CommandIo): Command {
  return new Command('test')
    .description('Testa o acesso ao Mercado Livre: DNS, TLS, token, usuário e permissão (Testar)')
    .requiredOption('--tenant <numero>', 'número do tenant')
    .option('--json', 'responde em JSON')
    .action((options: { tenant: string; json?: boolean }) => test(io, options))
}

async function test(io: CommandIo, options: { tenant: string; json?: boolean }): Promise<void> {
  const tenant = tenantOption(options.tenant)
  const steps = await withMarketplace(io, tenant, ({ marketplace, connector }) =>
    marketplace.examine({ ...connector, userId: connector.userId ?? '' }),
  )
  printResult(io, options.json, { passos: steps }, () =>
    steps
      .map(({ nome, ok, detalhe }) => `${ok ? 'ok   ' : 'FALHA'} ${nome}: ${detalhe}`)
      .join('\n'),
  )
  if (steps.some(({ ok }) => !ok)) {
    throw new HubError('refused', 'O acesso ao Mercado Livre não está em ordem.')
  }
}
