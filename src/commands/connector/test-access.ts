/** `hub connector test`: whether the marketplace can be asked for this tenant, step by step (Testar). */
import { Command } from 'commander'
import { HubError } from '../../core/errors.ts'
import type { CommandIo } from '../program/command-io.ts'
import { printResult } from '../program/print-result.ts'
import { tenantNumber } from '../program/tenant-number.ts'
import { withMarketplace } from './with-marketplace.ts'

export function connectorTest(io: CommandIo): Command {
  return new Command('test')
    .description('Testa o acesso ao Mercado Livre: DNS, TLS, token, usuário e permissão (Testar)')
    .requiredOption('--tenant <numero>', 'número do tenant')
    .option('--json', 'responde em JSON')
    .action((options: { tenant: string; json?: boolean }) => test(io, options))
}

async function test(io: CommandIo, options: { tenant: string; json?: boolean }): Promise<void> {
  const tenant = tenantNumber(options.tenant)
  const passos = await withMarketplace(io, tenant, ({ marketplace, connector }) =>
    marketplace.examine({ ...connector, userId: connector.userId ?? '' }),
  )
  printResult(io, options.json, { passos }, () =>
    passos
      .map(({ nome, ok, detalhe }) => `${ok ? 'ok   ' : 'FALHA'} ${nome}: ${detalhe}`)
      .join('\n'),
  )
  if (passos.some(({ ok }) => !ok)) {
    throw new HubError('refused', 'O acesso ao Mercado Livre não está em ordem.')
  }
}
