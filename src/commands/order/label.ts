/** `hub order label`: fetches an order's label into a file, because a person wants it. */
import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { Command, Option } from 'commander'
import * as v from 'valibot'
import { HubError } from '../../core/errors.ts'
import { sql } from '../../db/connect/query.ts'
import type { CommandIo } from '../program/command-io.ts'
import { withMarketplace } from '../connector/with-marketplace.ts'
import { printResult } from '../program/print-result.ts'
import { tenantOption } from '../program/option.ts'

interface LabelOptions {
  readonly tenant: string
  readonly externalId: string
  readonly formato: 'pdf' | 'zpl'
  readonly arquivo: string
  readonly json?: boolean
}

export function orderLabel(io: CommandIo): Command {
  return new Command('label')
    .description(
      'Busca a etiqueta no Mercado Livre, que pode tratá-la como impressa dali em diante',
    )
    .requiredOption('--tenant <numero>', 'número do tenant')
    .requiredOption('--external-id <id>', 'id do pedido no marketplace')
    .requiredOption('--arquivo <arquivo>', 'onde gravar; não pode existir')
    .addOption(
      new Option('--formato <formato>', 'o ZPL vem em um ZIP')
        .choices(['pdf', 'zpl'])
        .default('pdf'),
    )
    .option('--json', 'responde em JSON')
    .action((options: LabelOptions) => label(io, options))
}

async function label(io: CommandIo, options: LabelOptions): Promise<void> {
  const { externalId, arquivo, formato: wanted } = options
  const tenant = tenantOption(options.tenant)
  const result = await withMarketplace(io, tenant, async ({ all, marketplace, connector }) => {
    const shipmentId = await all.maybeOneFirst(sql.type(
      v.object({ envio: v.nullable(v.string()) }),
    )`
      select p.envio_id as envio
      from ops.pedido_marketplace as p
      where p.tenant_id = ${tenant}::bigint
        and p.external_id = ${externalId}`)
    if (shipmentId === null) {
      throw new HubError('not_found', 'O pedido não foi encontrado, ou ainda não tem envio.')
    }
    return intoNewFile(arquivo, async (save) => {
      const answer = await marketplace.label(connector.conectorId, shipmentId, wanted)
      if (answer.kind === 'none')
        throw new HubError('refused', `Não há etiqueta: ${answer.motivo}.`)
      save(answer.bytes)
      await all.any(
        sql.type(
          v.unknown(),
        )`select audit.note_label(${tenant}::bigint, ${externalId}, ${io.ator})`,
      )
      return { envioId: shipmentId, formato: answer.formato, bytes: answer.bytes.length, arquivo }
    })
  })
  printResult(io, options.json, result, () => `Etiqueta (${result.formato}) gravada em ${arquivo}.`)
}

/** Makes the file before the label is fetched, which can't be undone, and removes it where nothing was saved. */
async function intoNewFile<T>(
  path: string,
  work: (save: (bytes: Buffer) => void) => Promise<T>,
): Promise<T> {
  let file: number
  try {
    file = openSync(path, 'wx', 0o600)
  } catch (cause) {
    const detail = 'escolha um nome que não exista, em um diretório em que possa gravar'
    throw new HubError('refused', `O arquivo de --arquivo não pôde ser criado: ${detail}.`, {
      cause,
    })
  }
  let isSaved = false
  try {
    return await work((bytes) => {
      writeFileSync(file, bytes)
      isSaved = true
    })
  } finally {
    closeSync(file)
    if (!isSaved) rmSync(path)
  }
}
