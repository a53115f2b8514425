/** `hub connector visits`: lists the addresses that verified webhooks came from, and says which of them the allowlist would refuse. */
import { Command } from 'commander'
import * as v from 'valibot'
import { sql } from '../../db/connect/query.ts'
import type { CommandIo } from '../program/command-io.ts'
import { withDatabase } from '../program/with-database.ts'
import { printResult, table } from '../program/print-result.ts'
import { tenantOption } from '../program/option.ts'

const Source = v.object({
  endereco: v.string(),
  total: v.number(),
  ultimaEm: v.date(),
  recusada: v.boolean(),
})

export function connectorSources(io: CommandIo): Command {
  return new Command('visits')
    .description(
      'Mostra de onde vieram os webhooks verificados dos últimos 7 dias, e quais a lista de IPs recusaria',
    )
    .requiredOption('--tenant <numero>', 'número do tenant')
    .option('--json', 'responde em JSON')
    .action((options: { tenant: string; json?: boolean }) => listSources(io, options))
}

async function listSources(
  io: CommandIo,
  options: { readonly tenant: string; readonly json?: boolean },
): Promise<void> {
  const tenant = tenantOption(options.tenant)
  const sources = await withDatabase(io, ({ all }) =>
    all.any(sql.type(Source)`
      select
        v.endereco, sum(v.total)::int as total, max(v.ultima_em) as "ultimaEm",
        v.endereco in (select r.endereco from connectors.would_be_refused(c.id) as r) as recusada
      from ops.conector as c
      join ops.visita as v on v.conector_id = c.id
      where c.tenant_id = ${tenant}::bigint
        and c.canal = 'ML'
        and v.dia > (clock_timestamp() at time zone 'America/Sao_Paulo')::date - 7
      group by c.id, v.endereco
      order by 2 desc, 1`),
  )
  const refused = sources.reduce((sum, { total, recusada }) => sum + (recusada ? total : 0), 0)
  printResult(io, options.json, { visitas: sources, recusadas: refused }, () =>
    [
      table(
        ['ENDEREÇO', 'TOTAL', 'ÚLTIMA', 'NA LISTA'],
        sources.map((each) => [
          each.endereco,
          each.total,
          each.ultimaEm.toISOString(),
          each.recusada ? 'não' : 'sim',
        ]),
      ),
      `${refused} requisições verificadas dos últimos 7 dias estão fora da lista de agora.`,
    ].join('\n'),
  )
}
