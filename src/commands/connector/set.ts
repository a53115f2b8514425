/** `hub connector set`: makes or changes a tenant's account at a marketplace. Its secrets go in and never come out. */
import { randomBytes } from 'node:crypto'
import { Command, Option } from 'commander'
import * as v from 'valibot'
import { HubError } from '../../core/errors.ts'
import { createSecrets } from '../../core/secrets.ts'
import { sql, type Statements } from '../../db/connect/query.ts'
import { loadKeyring } from '../../connectors/load-keyring.ts'
import {
  type ConnectorSecret,
  saveConnectorSecret,
} from '../../connectors/save-connector-secret.ts'
import type { CommandIo } from '../program/command-io.ts'
import { type CheckOptions, connectorChecks } from './checks.ts'
import { withDatabase } from '../program/with-database.ts'
import { publicOrigin, publicWebhookUrl } from '../../connectors/public-address.ts'
import { channelOption, secretFileOption, tenantOption, repeatedOption } from '../program/option.ts'
import { printResult } from '../program/print-result.ts'

interface SetOptions extends CheckOptions {
  readonly tenant: string
  readonly canal: string
  readonly clientId?: string
  readonly clientSecretFile?: string
  readonly webhookSecretFile?: string
  readonly sharedSecretFile?: string
  readonly applicationId?: string
  readonly userId?: string
  readonly json?: boolean
}

/** Notifications are looked up by these ids: nobody would find an id of another shape. */
const IDS = [
  ['clientId', '--client-id', /^[\w-]{1,128}$/, 'até 128 letras e algarismos'],
  ['applicationId', '--application-id', /^\d{1,20}$/, 'até 20 algarismos'],
  ['userId', '--user-id', /^\d{1,20}$/, 'até 20 algarismos'],
] as const

/** A header can carry it, and nobody can guess it. */
const SHARED_SECRET = /^[\x21-\x7e]{16,256}$/

export function connectorSet(io: CommandIo): Command {
  return new Command('set')
    .description('Cria o conector de um tenant, ou muda o que for informado dele')
    .requiredOption('--tenant <numero>', 'número do tenant')
    .requiredOption('--canal <canal>', 'ML')
    .option('--client-id <id>', 'client_id da aplicação')
    .option('--client-secret-file <arquivo>', 'arquivo com o client_secret')
    .option(
      '--webhook-secret-file <arquivo>',
      'arquivo com o segredo que assina os webhooks; sem ele, um conector novo ganha um, mostrado uma só vez',
    )
    .option(
      '--shared-secret-file <arquivo>',
      'arquivo com o segredo que os webhooks trazem em X-Webhook-Secret',
    )
    .option('--application-id <id>', 'application_id das notificações')
    .option('--user-id <id>', 'user_id do vendedor')
    .option(
      '--check <provas>',
      'o que exigir dos webhooks: hmac, hmac-time, secret, separados por vírgula, ou none',
    )
    .option(
      '--allow-ip <rede>',
      'IP ou CIDR de onde vêm os webhooks; repita para mais de um, a lista toda é trocada',
      repeatedOption,
    )
    .addOption(
      new Option('--ip-mode <modo>', 'o que fazer com a lista de IPs').choices([
        'desligada',
        'observar',
        'exigir',
      ]),
    )
    .option('--json', 'responde em JSON')
    .action((options: SetOptions) => setConnector(io, options))
}

async function setConnector(io: CommandIo, options: SetOptions): Promise<void> {
  const tenantId = tenantOption(options.tenant)
  const canal = channelOption(options.canal)
  requireIds(options)
  const given = secretsIn(io, options)
  const checks = connectorChecks(options)
  const scope = { tenants: 'todos', ator: io.ator } as const
  const result = await withDatabase(io, async ({ config, query, all, database }) => {
    const make = database.embedded
    const secrets = createSecrets(await loadKeyring(config, query, { make }))
    return all.transaction(async (statements) => {
      const isNew = !(await exists(statements, tenantId, canal))
      const id = await statements.oneFirst(sql.type(v.object({ id: v.string() }))`
        select connectors.save_connector(
          ${tenantId}::bigint, ${canal}, ${options.clientId ?? null}, ${options.applicationId ?? null},
          ${options.userId ?? null}, ${io.ator}
        ) as id`)
      const isSigned = given.some(({ tipo }) => tipo === 'HMAC')
      const made = isNew && !isSigned ? randomBytes(32).toString('base64url') : null
      const saved = made === null ? given : [...given, { tipo: 'HMAC', valor: made } as const]
      for (const secret of saved) {
        await saveConnectorSecret(statements, secrets, scope, {
          tenantId,
          conectorId: id,
          ...secret,
        })
      }
      await checks?.(statements, id, io.ator)
      const known = {
        id,
        tenantId: String(tenantId),
        canal,
        criado: isNew,
        urlWebhook: publicWebhookUrl(publicOrigin(config), await pathOf(statements, id)),
      }
      return made === null ? known : { ...known, webhookSecret: made }
    })
  })
  printResult(io, options.json, result, () =>
    [
      `Conector ${result.id} ${result.criado ? 'criado' : 'atualizado'} para o tenant ${tenantId}.`,
      `Webhook: ${result.urlWebhook}`,
      ...('webhookSecret' in result
        ? [`Segredo do webhook (guarde-o, não será mostrado de novo): ${result.webhookSecret}`]
        : []),
    ].join('\n'),
  )
}

function requireIds(options: SetOptions): void {
  for (const [name, option, shape, accepts] of IDS) {
    const text = options[name]
    if (text === undefined || shape.test(text)) continue
    throw new HubError('usage_invalid', `A opção ${option} aceita ${accepts}.`)
  }
}

function secretsIn(
  io: CommandIo,
  { clientSecretFile, webhookSecretFile, sharedSecretFile }: SetOptions,
): Pick<ConnectorSecret, 'tipo' | 'valor'>[] {
  const files = [
    ['CLIENT_SECRET', '--client-secret-file', clientSecretFile],
    ['HMAC', '--webhook-secret-file', webhookSecretFile],
    ['SEGREDO', '--shared-secret-file', sharedSecretFile],
  ] as const
  return files.flatMap(([tipo, option, path]) => {
    if (path === undefined) return []
    const valor = secretFileOption(io, option, path)
    if (tipo !== 'SEGREDO' || SHARED_SECRET.test(valor)) return [{ tipo, valor }]
    const must = 'deve ter de 16 a 256 letras, dígitos ou sinais, sem espaços nem acentos'
    throw new HubError('usage_invalid', `O segredo de --shared-secret-file ${must}.`)
  })
}

async function exists(statements: Statements, tenant: number, canal: string): Promise<boolean> {
  return statements.exists(sql.unsafe`
    select
    from ops.conector as c
    where c.tenant_id = ${tenant}::bigint
      and c.canal = ${canal}`)
}

/** Reads the last part of the address of a connector's notifications; null where it has no application. */
async function pathOf(statements: Statements, conectorId: string): Promise<string | null> {
  return statements.oneFirst(sql.type(v.object({ caminho: v.nullable(v.string()) }))`
    select c.caminho
    from ops.conector as c
    where c.id = ${conectorId}::bigint`)
}
