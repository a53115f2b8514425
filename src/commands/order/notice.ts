/** `hub notice resend`: send an order's pick-up notice again, because a person says so. */
import { Command } from 'commander'
import { isId } from '../../core/id.ts'
import { HubError } from '../../core/errors.ts'
import type { CommandIo } from '../program/command-io.ts'
import { printResult } from '../program/print-result.ts'
import { withDatabase } from '../program/with-database.ts'

interface ResendOptions {
  readonly pedido: string
  readonly motivo: string
  readonly json?: boolean
}

export function noticeCommand(io: CommandIo): Command {
  const command = new Command('notice').description('Reenvia avisos de pedido pronto')
  command
    .command('resend')
    .description('Envia novamente o aviso de um pedido PRONTO; fica na auditoria')
    .requiredOption('--pedido <id>', 'id do pedido no hub')
    .requiredOption('--motivo <texto>', 'por que')
    .option('--json', 'responde em JSON')
    .action(async ({ pedido, motivo, json }: ResendOptions) => {
      if (!isId(pedido)) {
        throw new HubError('usage_invalid', 'O id de um pedido tem só dígitos, e no máximo 19.')
      }
      const queued = await withDatabase(io, ({ operator }) => operator.resendNotice(pedido, motivo))
      printResult(io, json, queued, () => `Aviso ${queued.notificacaoId} enfileirado.`)
    })
  return command
}
