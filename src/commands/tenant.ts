/** `hub tenant set|list`: makes, changes and lists the stores, and switches their channels on or off. */
import { Command } from 'commander'
import * as v from 'valibot'
import { HubError } from '../core/errors.ts'
import { sql } from '../db/connect/query.ts'
import type { CommandIo } from './program/command-io.ts'
import { withDatabase } from './program/with-database.ts'
import { printResult, table } from './program/print-result.ts'
import { tenantOption } from './program/option.ts'

interface SetOptions {
  readonly id: string
  readonly nome?: string
  readonly endereco?: string
  readonly horario?: string
  readonly aviso?: string
  readonly flag?: string
  readonly documento?: string
  readonly avisoPorPacote?: string
  readonly logisticasFora?: string
  readonly json?: boolean
}

const Tenant = v.object({
  id: v.string(),
  nome: v.string(),
  endereco: v.string(),
  horario: v.string(),
  meioAviso: v.string(),
  flags: v.array(v.string()),
  pedeDocumento: v.boolean(),
  avisoPorPacote: v.boolean(),
  logisticasFora: v.array(v.string()),
})

export function tenantCommand(io: CommandIo): Command {
  const command = new Command('tenant').description('Cadastra e lista as lojas (tenants)')
  command
    .command('set')
    .description('Cria um tenant, ou muda o que for informado de um que já existe')
    .requiredOption('--id <numero>', 'número do tenant')
    .option('--nome <nome>', 'nome da loja; obrigatório para criar')
    .option('--endereco <endereco>', 'endereço do hub, que vai no aviso de retirada')
    .option('--horario <horario>', 'horário de retirada, que vai no aviso')
    .option('--aviso <meio>', 'como avisar: EMAIL, SMS ou WHATSAPP')
    .option('--flag <on|off>', 'liga ou desliga a integração com o Mercado Livre')
    .option('--documento <on|off>', 'se o documento do comprador é pedido ao Mercado Livre [off]')
    .option(
      '--aviso-por-pacote <on|off>',
      'se os pedidos de um pacote são avisados por um só aviso [off]',
    )
    .option(
      '--logisticas-fora <tipos>',
      'logistic.types que não passam pelo hub, separados por vírgula, ou nenhuma [fulfillment]',
    )
    .option('--json', 'responde em JSON')
    .action((options: SetOptions) => setTenant(io, options))
  command
    .command('list')
    .description('Lista os tenants')
    .option('--json', 'responde em JSON')
    .action(({ json }: { json?: boolean }) => listTenants(io, json))
  return command
}

async function setTenant(io: CommandIo, options: SetOptions): Promise<void> {
  const { nome, endereco, horario, aviso, flag, documento, avisoPorPacote, logisticasFora, json } =
    options
  const id = tenantOption(options.id)
  for (const [option, value] of Object.entries({
    flag,
    documento,
    'aviso-por-pacote': avisoPorPacote,
  })) {
    if (value === undefined || value === 'on' || value === 'off') continue
    throw new HubError('usage_invalid', `A opção --${option} aceita on ou off.`)
  }
  const result = await withDatabase(io, async ({ all, release }) => {
    const set = await all.transaction(async (statements) => {
      const criado = await statements.oneFirst(sql.type(v.object({ criado: v.boolean() }))`
        select tenants.save_tenant(
          ${id}::bigint, ${nome ?? null}, ${endereco ?? null}, ${horario ?? null},
          ${aviso?.toUpperCase() ?? null}, ${io.ator}
        ) as criado`)
      if (documento !== undefined) {
        await statements.any(sql.unsafe`
          select tenants.switch_document(${id}::bigint, ${documento === 'on'}, ${io.ator})`)
      }
      if (avisoPorPacote !== undefined) {
        await statements.any(sql.unsafe`
          select tenants.switch_pack_notice(${id}::bigint, ${avisoPorPacote === 'on'}, ${io.ator})`)
      }
      if (logisticasFora !== undefined) {
        const types = logisticasFora === 'nenhuma' ? [] : logisticasFora.split(',')
        await statements.any(sql.unsafe`
          select tenants.set_foreign_logistics(${id}::bigint, ${sql.array(types, 'text')}, ${io.ator})`)
      }
      if (flag === undefined) return { id: String(id), criado }
      const liberacao = await statements.oneFirst(sql.type(
        v.object({ id: v.nullable(v.string()) }),
      )`
        select tenants.switch_flag(${id}::bigint, 'ML', ${flag === 'on'}, ${io.ator}) as id`)
      return { id: String(id), criado, flag, liberacao }
    })
    if (set.flag === undefined) return set
    const { liberacao, ...switched } = set
    const { liberados, restam } = await release(liberacao)
    return { ...switched, eventosLiberados: liberados, liberacaoEmAndamento: restam }
  })
  printResult(io, json, result, () => {
    const done = `Tenant ${id} ${result.criado ? 'criado' : 'atualizado'}.`
    if (result.flag === undefined) return done
    const { eventosLiberados, liberacaoEmAndamento } = result
    const rest = liberacaoEmAndamento ? ' até agora; os demais são liberados pelo serviço' : ''
    const freed =
      eventosLiberados > 0 || liberacaoEmAndamento
        ? ` (${eventosLiberados} eventos liberados${rest})`
        : ''
    return `${done} Integração ML ${result.flag === 'on' ? 'ligada' : 'desligada'}${freed}.`
  })
}

async function listTenants(io: CommandIo, json: boolean | undefined): Promise<void> {
  const tenants = await withDatabase(io, ({ all }) =>
    all.any(sql.type(Tenant)`
      select t.id, t.nome, t.endereco, t.horario, t.meio_aviso as "meioAviso", t.flags,
        t.pede_documento as "pedeDocumento", t.aviso_por_pacote as "avisoPorPacote",
        t.logisticas_fora as "logisticasFora"
      from ops.tenant as t
      order by t.id`),
  )
  printResult(io, json, { tenants }, () =>
    table(
      ['ID', 'NOME', 'AVISO', 'LIGADO', 'ENDEREÇO', 'HORÁRIO'],
      tenants.map((t) => [
        t.id,
        t.nome,
        t.meioAviso,
        t.flags.join(' ') || '-',
        t.endereco,
        t.horario,
      ]),
    ),
  )
}
