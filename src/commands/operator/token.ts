/** `hub token`: makes, lists and revokes bearer tokens of the API. A token's value is shown once, when it is made. */
import { Command } from 'commander'
import * as v from 'valibot'
import { newApiToken } from '../../core/api-token.ts'
import { HubError } from '../../core/errors.ts'
import { isId } from '../../core/id.ts'
import { sql, type Statements } from '../../db/connect/query.ts'
import type { CommandIo } from '../program/command-io.ts'
import { withDatabase } from '../program/with-database.ts'
import { printResult, table } from '../program/print-result.ts'
import { repeatedOption, tenantOption } from '../program/option.ts'

interface CreateOptions {
  readonly nome: string
  readonly papel: string
  readonly tenant: readonly string[]
  readonly expires: string
  readonly json?: boolean
}

const Token = v.object({
  id: v.string(),
  nome: v.string(),
  papel: v.string(),
  tenants: v.array(v.string()),
  situacao: v.string(),
  criadoEm: v.date(),
  expiraEm: v.nullable(v.date()),
  usadoEm: v.nullable(v.date()),
})

export function tokenCommand(io: CommandIo): Command {
  const command = new Command('token').description('Cria, lista e revoga tokens da API')
  command
    .command('create')
    .description('Cria um token; o valor é mostrado uma só vez')
    .requiredOption('--nome <nome>', 'para que serve, como aparece na auditoria')
    .requiredOption('--papel <papel>', 'leitor, operador ou admin')
    .option(
      '--tenant <numero>',
      'tenant que ele alcança; repita para mais de um; só um admin pode ficar sem nenhum, e alcança todos',
      repeatedOption,
      [],
    )
    .option('--expires <prazo>', 'por quanto tempo vale: 90d, 365d…, ou nunca', '365d')
    .option('--json', 'responde em JSON')
    .action((options: CreateOptions) => createToken(io, options))
  command
    .command('list')
    .description('Lista os tokens, com validade e último uso; os valores não estão em lugar algum')
    .option('--json', 'responde em JSON')
    .action(({ json }: { json?: boolean }) => listTokens(io, json))
  command
    .command('revoke')
    .description('Revoga um token: deixa de valer na hora')
    .argument('<id>', 'número do token, como em hub token list')
    .option('--json', 'responde em JSON')
    .action((id: string, { json }: { json?: boolean }) => revokeToken(io, id, json))
  return command
}

async function createToken(io: CommandIo, options: CreateOptions): Promise<void> {
  const { nome, papel, json } = options
  const tenants = options.tenant.map(tenantOption)
  const validity = validityOf(options.expires)
  const request = { nome, papel: papel.toLowerCase(), tenants, validity, ator: io.ator }
  const issued = await withDatabase(io, ({ all }) => issueToken(all, request))
  printResult(io, json, { ...issued, nome, papel, tenants: tenants.map(String) }, () =>
    [`Token "${nome}" (${papel}); guarde-o, não será mostrado de novo:`, issued.token].join('\n'),
  )
}

/** Returns an interval; null: for ever. */
function validityOf(text: string): string | null {
  if (text === 'nunca') return null
  const days = Number(/^(\d{1,4})d$/.exec(text)?.[1] ?? '0')
  if (days > 0 && days <= 3660) return `${days} days`
  throw new HubError('usage_invalid', 'A opção --expires aceita de 1d a 3660d, como 90d, ou nunca.')
}

async function listTokens(io: CommandIo, json: boolean | undefined): Promise<void> {
  const tokens = await withDatabase(io, ({ all }) =>
    all.any(sql.type(Token)`
      select t.id, t.nome, t.papel, t.tenants, t.situacao, t.criado_em as "criadoEm",
        t.expira_em as "expiraEm", t.usado_em as "usadoEm"
      from ops.token as t
      order by t.id`),
  )
  const day = (at: Date | null) => at?.toISOString() ?? 'nunca'
  printResult(io, json, { tokens }, () =>
    table(
      ['ID', 'NOME', 'PAPEL', 'TENANTS', 'SITUAÇÃO', 'CRIADO', 'EXPIRA', 'ÚLTIMO USO'],
      tokens.map((t) => [
        t.id,
        t.nome,
        t.papel,
        t.tenants.length === 0 ? 'todos' : t.tenants.join(','),
        t.situacao,
        day(t.criadoEm),
        day(t.expiraEm),
        day(t.usadoEm),
      ]),
    ),
  )
}

async function revokeToken(io: CommandIo, id: string, json: boolean | undefined): Promise<void> {
  if (!isId(id)) throw new HubError('usage_invalid', 'Informe o número do token, como em list.')
  await withDatabase(io, ({ all }) =>
    all.any(sql.unsafe`select access.revoke_token(${id}::bigint, ${io.ator})`),
  )
  printResult(io, json, { id, situacao: 'REVOGADO' }, () => `Token ${id} revogado.`)
}

interface TokenRequest {
  readonly nome: string
  readonly papel: string
  /** An empty list: every tenant, for an admin. */
  readonly tenants: readonly number[]
  /** How long the token is good, as an interval; null: until it is revoked. [null] */
  readonly validity?: string | null
  readonly ator: string
}

interface IssuedToken {
  readonly id: string
  /** `hub_` and 43 characters: 256 random bits. */
  readonly token: string
}

/**
 * Makes an API token. Its value exists only in the answer: the database keeps the SHA-256.
 * Errors as access.create_token: HB422 for invalid data, HB404 for an unknown tenant.
 */
export async function issueToken(
  statements: Pick<Statements, 'oneFirst'>,
  { nome, papel, tenants, validity = null, ator }: TokenRequest,
): Promise<IssuedToken> {
  const { token, hash } = newApiToken()
  const id = await statements.oneFirst(sql.type(v.object({ id: v.string() }))`
    select access.create_token(
      ${nome}, ${papel}, ${sql.array([...tenants], 'int8')}, ${sql.binary(hash)}, ${ator}, ${validity}::interval
    ) as id`)
  return { id, token }
}
