/** `hub operator`: the people who use the panel. */
import { Command } from 'commander'
import * as v from 'valibot'
import { HubError } from '../../core/errors.ts'
import { sql } from '../../db/connect/query.ts'
import type { CommandIo } from '../program/command-io.ts'
import {
  changePassword,
  choosePassword,
  generatedPassword,
  passwordLines,
  type PasswordOptions,
} from './password.ts'
import { operatorSessions } from './sessions.ts'
import { withDatabase } from '../program/with-database.ts'
import { printResult, table } from '../program/print-result.ts'
import { repeatedOption, tenantOption } from '../program/option.ts'

interface CreateOptions extends PasswordOptions {
  readonly nome: string
  readonly papel: string
  readonly tenant: readonly string[]
}

interface LinkOptions extends PasswordOptions {
  readonly sub: string
}

const Operator = v.object({
  id: v.string(),
  login: v.string(),
  nome: v.string(),
  papel: v.string(),
  tenants: v.array(v.string()),
  ativo: v.boolean(),
  temSenha: v.boolean(),
  porSso: v.boolean(),
  entrouEm: v.nullable(v.date()),
})

const LOGIN = ['--login <login>', 'com que a pessoa entra'] as const
const PASSWORD_FILE = [
  '--password-file <arquivo>',
  'arquivo com a senha; sem ele uma é gerada, e mostrada uma só vez',
] as const

export function operatorCommand(io: CommandIo): Command {
  const command = new Command('operator').description('Cadastra quem usa o painel')
  const sub = (name: string, description: string) =>
    command.command(name).description(description).option('--json', 'responde em JSON')

  sub('create', 'Cria um operador')
    .requiredOption(...LOGIN)
    .requiredOption('--nome <nome>', 'como aparece na tela')
    .requiredOption('--papel <papel>', 'leitor, operador, admin, dba ou auditor')
    .option(
      '--tenant <numero>',
      'tenant que ele alcança; repita para mais de um; sem nenhum, alcança todos',
      repeatedOption,
      [],
    )
    .option(...PASSWORD_FILE)
    .action((options: CreateOptions) => createOperator(io, options))
  sub('list', 'Lista os operadores').action(({ json }: { json?: boolean }) =>
    listOperators(io, json),
  )
  sub('password', 'Troca a senha de um operador e encerra as sessões dele')
    .requiredOption(...LOGIN)
    .option(...PASSWORD_FILE)
    .action((options: PasswordOptions) => changePassword(io, options))
  sub('disable', 'Desativa um operador e encerra as sessões dele')
    .requiredOption(...LOGIN)
    .action((options: PasswordOptions) => switchOperator(io, options, false))
  sub('enable', 'Reativa um operador')
    .requiredOption(...LOGIN)
    .action((options: PasswordOptions) => switchOperator(io, options, true))
  sub('link', 'Deixa um usuário do provedor de identidade entrar como um operador que já existe')
    .requiredOption(...LOGIN)
    .requiredOption('--sub <texto>', 'EMISSOR#SUB, como o registro do serviço mostra na recusa')
    .action((options: LinkOptions) => linkOperator(io, options))
  sub('sessions', 'Mostra as sessões abertas de um operador')
    .requiredOption(...LOGIN)
    .option('--end', 'encerra todas')
    .action((options: Parameters<typeof operatorSessions>[1]) => operatorSessions(io, options))
  return command
}

async function createOperator(io: CommandIo, options: CreateOptions): Promise<void> {
  const { nome, json } = options
  const [login, papel] = [options.login.toLowerCase(), options.papel.toLowerCase()]
  const tenants = options.tenant.map(tenantOption)
  const { hash, generated } = await choosePassword(io, options)
  const id = await withDatabase(io, ({ all }) =>
    all.oneFirst(sql.type(v.object({ id: v.string() }))`
      select access.create_operator(
        ${login}, ${nome}, ${papel}, ${sql.array(tenants, 'int8')}, ${hash}, ${io.ator}
      ) as id`),
  )
  const made = { id, login, nome, papel, tenants: tenants.map(String) }
  printResult(io, json, { ...made, ...generatedPassword(generated) }, () =>
    [`Operador ${login} (${papel}) criado.`, ...passwordLines(generated)].join('\n'),
  )
}

async function listOperators(io: CommandIo, json: boolean | undefined): Promise<void> {
  const operators = await withDatabase(io, ({ all }) =>
    all.any(sql.type(Operator)`
      select o.id, o.login, o.nome, o.papel, o.tenants, o.ativo, o.tem_senha as "temSenha",
        o.por_sso as "porSso", o.entrou_em as "entrouEm"
      from ops.operador as o
      order by o.login`),
  )
  printResult(io, json, { operadores: operators }, () =>
    table(
      ['LOGIN', 'NOME', 'PAPEL', 'TENANTS', 'ATIVO', 'ENTROU'],
      operators.map((o) => [
        o.login,
        o.nome,
        o.papel,
        o.tenants.length === 0 ? 'todos' : o.tenants.join(' '),
        o.ativo ? 'sim' : 'não',
        o.entrouEm?.toISOString() ?? null,
      ]),
    ),
  )
}

async function switchOperator(
  io: CommandIo,
  { login, json }: PasswordOptions,
  active: boolean,
): Promise<void> {
  const changed = await withDatabase(io, ({ all }) =>
    all.maybeOneFirst(sql.type(v.object({ versao: v.string() }))`
      select access.update_operator(
        o.id, o.nome, o.papel, o.tenants, ${active}, o.lock_version, ${io.ator}
      ) as versao
      from ops.operador as o
      where o.login = ${login.toLowerCase()}`),
  )
  if (changed === null) throw new HubError('not_found', 'Operador não encontrado.')
  printResult(io, json, { login: login.toLowerCase(), ativo: active }, () =>
    active ? 'Operador reativado.' : 'Operador desativado; as sessões dele foram encerradas.',
  )
}

async function linkOperator(io: CommandIo, options: LinkOptions): Promise<void> {
  const { login, sub, json } = options
  if (!/^https?:\/\/[^#]+#./.test(sub)) {
    throw new HubError('usage_invalid', 'A opção --sub é EMISSOR#SUB, como https://id.exemplo#42.')
  }
  await withDatabase(io, ({ all }) =>
    all.any(sql.unsafe`select access.set_operator_sub(${login}, ${sub}, ${io.ator})`),
  )
  printResult(
    io,
    json,
    { login: login.toLowerCase(), sub },
    () => 'Vinculado: daqui em diante a pessoa entra por SSO.',
  )
}
