/** `hub token create`: a bearer token for the API, shown once. */
import { Command } from 'commander'
import type { CommandIo } from './command-io.ts'
import { issueToken } from './issue-token.ts'
import { printResult } from './print-result.ts'
import { tenantNumber } from './tenant-number.ts'
import { withDatabase } from './with-database.ts'

interface CreateOptions {
  readonly nome: string
  readonly papel: string
  readonly tenant: readonly string[]
  readonly json?: boolean
}

export function tokenCommand(io: CommandIo): Command {
  const command = new Command('token').description('Cria tokens da API')
  command
    .command('create')
    .description('Cria um token; o valor é mostrado uma só vez')
    .requiredOption('--nome <nome>', 'para que serve, como aparece na auditoria')
    .requiredOption('--papel <papel>', 'leitor, operador ou admin')
    .option(
      '--tenant <numero>',
      'tenant que ele alcança; repita para mais de um; só um admin pode ficar sem nenhum, e alcança todos',
      (one: string, before: readonly string[]) => [...before, one],
      [],
    )
    .option('--json', 'responde em JSON')
    .action((options: CreateOptions) => createToken(io, options))
  return command
}

async function createToken(io: CommandIo, options: CreateOptions): Promise<void> {
  const { nome, papel, json } = options
  const tenants = options.tenant.map(tenantNumber)
  const issued = await withDatabase(io, ({ all }) =>
    all.transaction((statements) =>
      issueToken(statements, { nome, papel: papel.toLowerCase(), tenants, ator: io.ator }),
    ),
  )
  printResult(io, json, { ...issued, nome, papel, tenants: tenants.map(String) }, () =>
    [`Token "${nome}" (${papel}); guarde-o, não será mostrado de novo:`, issued.token].join('\n'),
  )
}
