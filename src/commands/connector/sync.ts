/** `hub connector sync`: looks now for what the webhook may have lost (Sincronizar agora). */
import { Command, Option } from 'commander'
import { HubError } from '../../core/errors.ts'
import type { SyncReport, SyncTaskName } from '../../wiring/open-marketplace.ts'
import type { CommandIo } from '../program/command-io.ts'
import { withMarketplace } from './with-marketplace.ts'
import { printResult } from '../program/print-result.ts'
import { tenantOption } from '../program/option.ts'

interface SyncOptions {
  readonly tenant: string
  readonly tarefa?: SyncTaskName
  readonly json?: boolean
}

const TASK_NAMES: readonly SyncTaskName[] = ['MISSED_FEEDS', 'VARREDURA', 'ABERTOS']

export function connectorSync(io: CommandIo): Command {
  return new Command('sync')
    .description('Procura agora o que o webhook possa ter perdido (Sincronizar agora)')
    .requiredOption('--tenant <numero>', 'número do tenant')
    .addOption(new Option('--tarefa <tarefa>', 'só uma delas').choices(TASK_NAMES))
    .option('--json', 'responde em JSON')
    .action((options: SyncOptions) => sync(io, options))
}

async function sync(io: CommandIo, { tenant, tarefa, json }: SyncOptions): Promise<void> {
  const number = tenantOption(tenant)
  const tasks = tarefa === undefined ? TASK_NAMES : [tarefa]
  const reports = await withMarketplace(io, number, async ({ marketplace, connector }) => {
    if (connector.status !== 'ATIVO' || connector.userId === null) {
      const sentence = 'O vendedor ainda não autorizou a aplicação: use hub connector authorize.'
      throw new HubError('refused', sentence)
    }
    const reports: SyncReport[] = []
    for (const each of tasks) {
      const options = { tenantId: connector.tenantId, atOnce: true }
      reports.push(...(await marketplace.sync.run(each, options)))
    }
    return reports
  })
  printResult(io, json, { resultado: reports }, () => reports.map(lineOf).join('\n'))
  if (reports.some(({ end }) => end.kind === 'failed')) {
    throw new HubError(
      'refused',
      'Nem tudo pôde ser sincronizado; o que falhou será tentado de novo.',
    )
  }
}

function lineOf({ tarefa, end }: SyncReport): string {
  switch (end.kind) {
    case 'done': {
      const { deFora = 0, lacunas = [] } = end
      const why = lacunas.length === 0 ? '' : ` (${lacunas.join('; ')})`
      const left = deFora === 0 ? '' : `, ${deFora} de fora${why}`
      return `${tarefa}: ${end.vistos} vistos, ${end.novos} novos${left}`
    }
    case 'running':
      return `${tarefa}: já está em andamento em outro processo`
    case 'failed':
      return `${tarefa}: falhou, ${end.motivo}`
  }
}
