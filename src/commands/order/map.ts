/** `hub map sku|status set`: saves what a name of the marketplace means here, and releases the events that waited for it. */
import { Command } from 'commander'
import * as v from 'valibot'
import { sql } from '../../db/connect/query.ts'
import type { Released } from '../../acts/release-now.ts'
import type { CommandIo } from '../program/command-io.ts'
import { withDatabase } from '../program/with-database.ts'
import { channelOption, tenantOption } from '../program/option.ts'
import { printResult } from '../program/print-result.ts'

interface SetOptions {
  readonly tenant?: string
  readonly canal: string
  readonly externo: string
  readonly interno: string
  readonly terminal?: boolean
  readonly json?: boolean
}

const Asked = v.object({ liberacao: v.string() })

export function mapCommand(io: CommandIo): Command {
  const command = new Command('map').description('Mapeia SKUs e status externos para os internos')
  command
    .command('sku')
    .description('Mapeamento de SKUs')
    .command('set')
    .description('Mapeia um SKU e libera os eventos que esperavam por ele')
    .requiredOption('--tenant <numero>', 'número do tenant')
    .requiredOption('--canal <canal>', 'ML')
    .requiredOption('--externo <sku>', 'SKU no marketplace')
    .requiredOption('--interno <sku>', 'SKU no hub')
    .option('--json', 'responde em JSON')
    .action((options: SetOptions) => setSku(io, options))
  command
    .command('status')
    .description('Mapeamento de status')
    .command('set')
    .description('Mapeia um status e libera os eventos que esperavam por ele')
    .option('--tenant <numero>', 'número do tenant; sem ele, vale para todos que não têm o seu')
    .requiredOption('--canal <canal>', 'ML')
    .requiredOption('--externo <status>', 'status no marketplace, como ready_to_ship')
    .requiredOption('--interno <status>', 'RECEBIDO, PRONTO, RETIRADO ou CANCELADO')
    .option('--terminal', 'nenhuma versão posterior do status se aplica depois deste')
    .option('--json', 'responde em JSON')
    .action((options: SetOptions) => setStatus(io, options))
  return command
}

async function setSku(io: CommandIo, options: SetOptions): Promise<void> {
  const { externo, interno } = options
  const canal = channelOption(options.canal)
  const tenant = tenantOption(options.tenant ?? '')
  const released = await withDatabase(io, async ({ all, release }) => {
    const asked = await all.oneFirst(sql.type(Asked)`
      select processing.save_sku_mapping(
        ${tenant}::bigint, ${canal}, ${externo}, ${interno}, ${io.ator}
      ) as liberacao`)
    return release(asked)
  })
  tell(io, options, released)
}

async function setStatus(io: CommandIo, options: SetOptions): Promise<void> {
  const { externo, interno, terminal = false } = options
  const canal = channelOption(options.canal)
  const tenant = options.tenant === undefined ? null : tenantOption(options.tenant)
  const released = await withDatabase(io, async ({ all, release }) => {
    const asked = await all.oneFirst(sql.type(Asked)`
      select processing.save_status_mapping(
        ${tenant}::bigint, ${canal}, ${externo}, ${interno.toUpperCase()}, ${terminal},
        ${io.ator}
      ) as liberacao`)
    return release(asked)
  })
  tell(io, options, released)
}

function tell(io: CommandIo, options: SetOptions, { liberados, restam }: Released): void {
  const { externo, interno, json } = options
  const result = { externo, interno, eventosLiberados: liberados, liberacaoEmAndamento: restam }
  printResult(io, json, result, () => {
    const rest = restam ? ' até agora; os demais são liberados pelo serviço' : ''
    return `Mapeado: ${externo} → ${interno}. Eventos liberados: ${liberados}${rest}.`
  })
}
