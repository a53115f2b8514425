/** `hub order show`: shows what an order has become, with the recipient masked, and why it is not ready. */
import { Command } from 'commander'
import { HubError } from '../../core/errors.ts'
import type { CommandIo } from '../program/command-io.ts'
import { orderLabel } from './label.ts'
import { withDatabase } from '../program/with-database.ts'
import { printResult, table } from '../program/print-result.ts'

export function orderCommand(io: CommandIo): Command {
  const command = new Command('order').description('Mostra pedidos, e busca sua etiqueta')
  command
    .command('show')
    .description('Mostra os pedidos de um id externo, com o destinatário mascarado')
    .requiredOption('--external-id <id>', 'id do pedido no marketplace')
    .option('--json', 'responde em JSON')
    .action(async ({ externalId, json }: { externalId: string; json?: boolean }) => {
      const { itens, eventos } = await withDatabase(io, ({ rooms }) => rooms.orders(externalId))
      if (itens.length === 0 && eventos.length > 0) {
        printResult(io, json, { itens, eventos }, () =>
          [
            `Ainda não há pedido com o id externo ${externalId}, mas já chegou o que o anuncia:`,
            table(
              ['EVENTO', 'TENANT', 'TIPO', 'STATUS', 'POR QUÊ', 'ERRO'],
              eventos.map((e) => [e.id, e.tenantId, e.tipo, e.status, e.frase, e.erro]),
            ),
          ].join('\n'),
        )
        return
      }
      if (itens.length === 0) {
        throw new HubError('not_found', 'Nenhum pedido tem este id externo.')
      }
      printResult(io, json, { itens, eventos }, () =>
        [
          table(
            ['ID', 'TENANT', 'EXTERNAL_ID', 'STATUS', 'NOME', 'TELEFONE', 'ETIQUETA', 'PRONTO EM'],
            itens.map((p) => [
              p.id,
              p.tenantId,
              p.externalId,
              p.status,
              p.destinatario.nome,
              p.destinatario.telefone,
              p.etiqueta,
              p.readyAt,
            ]),
          ),
          ...itens.flatMap((p) => whyNot(p.id, p.motivos)),
        ].join('\n'),
      )
    })
  command.addCommand(orderLabel(io))
  return command
}

/** Lists the reasons of an order that is not ready, in the order in which to solve them. */
function whyNot(
  id: string,
  reasons: readonly { readonly frase: string; readonly erro: string | null }[],
): readonly string[] {
  if (reasons.length === 0) return []
  return [
    `Pedido ${id} ainda não está pronto:`,
    ...reasons.map(
      ({ frase, erro }, n) => `  ${n + 1}. ${frase}${erro === null ? '' : ` (${erro})`}`,
    ),
  ]
}
