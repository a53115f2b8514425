/** `hub notice resend`: sends an order's pick-up notice again, because a person says so. */
import { Command } from 'commander'
import type { CommandIo } from '../program/command-io.ts'
import { idOption } from '../program/option.ts'
import { withDatabase } from '../program/with-database.ts'
import { printResult } from '../program/print-result.ts'

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
      const id = idOption(pedido, 'um pedido')
      const queued = await withDatabase(io, ({ rooms }) => rooms.resendNotice(id, motivo))
      printResult(io, json, queued, () => `Aviso ${queued.notificacaoId} enfileirado.`)
    })
  return command
}
