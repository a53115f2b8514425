/** `hub event list|show|reprocess`: lists what has arrived, shows what became of it, and queues it again. */
import { Command } from 'commander'
import type { CommandIo } from '../program/command-io.ts'
import { idOption, repeatedOption } from '../program/option.ts'
import { showEvent } from './show-event.ts'
import { withDatabase } from '../program/with-database.ts'
import { printResult, table } from '../program/print-result.ts'

interface ListOptions {
  readonly canal?: string
  readonly status?: readonly string[]
  readonly tipo?: readonly string[]
  readonly origem?: readonly string[]
  readonly data?: string
  readonly tenant?: string
  readonly externalId?: string
  readonly traceId?: string
  readonly limite?: string
  readonly cursor?: string
  readonly json?: boolean
}

export function eventCommand(io: CommandIo): Command {
  const command = new Command('event').description('Lista, mostra e reprocessa eventos')
  command
    .command('list')
    .description('Lista os eventos, do mais novo ao mais antigo')
    .option('--canal <canal>', 'um canal, como ML')
    .option('--status <status>', 'um status, como MORTO; repita para mais de um', repeatedOption)
    .option('--tipo <tipo>', 'um tipo, como ORDER_CREATED; repita para mais de um', repeatedOption)
    .option(
      '--origem <origem>',
      'por onde veio, como WEBHOOK; repita para mais de uma',
      repeatedOption,
    )
    .option('--data <dia>', 'um dia em São Paulo, como 2026-08-23')
    .option('--tenant <numero>', 'número do tenant')
    .option('--external-id <id>', 'id do pedido no marketplace')
    .option('--trace-id <uuid>', 'traceId de uma requisição')
    .option('--limite <n>', 'quantos, de 1 a 200; 50 se omitido')
    .option('--cursor <cursor>', 'o proximo da página anterior')
    .option('--json', 'responde em JSON')
    .action((options: ListOptions) => listEvents(io, options))
  command
    .command('show')
    .description('Mostra um evento, suas tentativas e seus dados, mascarados')
    .argument('<id>', 'id do evento')
    .option('--json', 'responde em JSON')
    .action((id: string, { json }: { json?: boolean }) => showEvent(io, eventId(id), json))
  command
    .command('reprocess')
    .description('Enfileira um evento novamente; fica na auditoria')
    .argument('<id>', 'id do evento')
    .requiredOption('--motivo <texto>', 'por que')
    .option('--json', 'responde em JSON')
    .action((id: string, options: { motivo: string; json?: boolean }) =>
      reprocess(io, eventId(id), options),
    )
  return command
}

function eventId(text: string): string {
  return idOption(text, 'um evento')
}

async function listEvents(io: CommandIo, options: ListOptions): Promise<void> {
  const { canal, status, tipo, origem, data, tenant, externalId, traceId } = options
  const { limite, cursor, json } = options
  const page = await withDatabase(io, ({ rooms }) =>
    rooms.events({
      canal,
      status,
      tipo,
      origem,
      data,
      tenant,
      external_id: externalId,
      trace_id: traceId,
      limite,
      cursor,
    }),
  )
  printResult(io, json, page, () =>
    [
      table(
        ['ID', 'RECEBIDO EM', 'TENANT', 'TIPO', 'EXTERNAL_ID', 'VERSÃO', 'STATUS', 'REPROC.'],
        page.itens.map((e) => [
          e.id,
          e.receivedAt,
          e.tenantId,
          e.tipo,
          e.externalId,
          e.versao,
          e.status,
          e.reprocessCount,
        ]),
      ),
      ...(page.proximo === null ? [] : [`Há mais: repita com --cursor ${page.proximo}`]),
    ].join('\n'),
  )
}

async function reprocess(
  io: CommandIo,
  id: string,
  { motivo, json }: { readonly motivo: string; readonly json?: boolean },
): Promise<void> {
  const queued = await withDatabase(io, ({ rooms }) => rooms.reprocess(id, motivo))
  printResult(
    io,
    json,
    queued,
    () => `Evento ${id} enfileirado novamente; reprocessamento ${queued.reprocessId}.`,
  )
}
