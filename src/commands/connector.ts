/** `hub connector set|list`: a tenant's account at a marketplace. Its secrets go in and never come out again. */
import { randomBytes } from 'node:crypto'
import { Command } from 'commander'
import * as v from 'valibot'
import { HubError } from '../core/errors.ts'
import { createSecrets } from '../core/secrets.ts'
import { sql, type Statements } from '../db/query.ts'
import { loadKeyring } from '../load-keyring.ts'
import type { CommandIo } from './command-io.ts'
import { printResult } from './print-result.ts'
import { saveWebhookSecret } from './save-webhook-secret.ts'
import { secretFile } from './secret-file.ts'
import { table } from './table.ts'
import { tenantNumber } from './tenant-number.ts'
import { webhookUrl } from './webhook-url.ts'
import { connectorAuthorize } from './connector-authorize.ts'
import { connectorSync } from './connector-sync.ts'
import { connectorTest } from './connector-test.ts'
import { withDatabase } from './with-database.ts'

interface SetOptions {
  readonly tenant: string
  readonly canal: string
  readonly clientId?: string
  readonly clientSecretFile?: string
  readonly webhookSecretFile?: string
  readonly applicationId?: string
  readonly userId?: string
  readonly json?: boolean
}

const Connector = v.object({
  id: v.string(),
  tenantId: v.string(),
  canal: v.string(),
  status: v.string(),
  clientId: v.nullable(v.string()),
  applicationId: v.nullable(v.string()),
  userId: v.nullable(v.string()),
  motivo: v.nullable(v.string()),
  caminho: v.nullable(v.string()),
})

export function connectorCommand(io: CommandIo): Command {
  const command = new Command('connector').description('Cadastra e lista os conectores')
  command
    .command('set')
    .description('Cria o conector de um tenant, ou muda o que for informado dele')
    .requiredOption('--tenant <numero>', 'número do tenant')
    .requiredOption('--canal <canal>', 'ML')
    .option('--client-id <id>', 'client_id da aplicação')
    .option('--client-secret-file <arquivo>', 'arquivo com o client_secret')
    .option(
      '--webhook-secret-file <arquivo>',
      'arquivo com o segredo que assina os webhooks; sem ele, um conector novo ganha um, mostrado uma só vez',
    )
    .option('--application-id <id>', 'application_id das notificações')
    .option('--user-id <id>', 'user_id do vendedor')
    .option('--json', 'responde em JSON')
    .action((options: SetOptions) => setConnector(io, options))
  command.addCommand(connectorAuthorize(io))
  command.addCommand(connectorTest(io))
  command.addCommand(connectorSync(io))
  command
    .command('list')
    .description('Lista os conectores, sem seus segredos')
    .option('--json', 'responde em JSON')
    .action(({ json }: { json?: boolean }) => listConnectors(io, json))
  return command
}

async function setConnector(io: CommandIo, options: SetOptions): Promise<void> {
  const tenantId = tenantNumber(options.tenant)
  const { clientSecretFile, webhookSecretFile, json } = options
  const canal = options.canal.toUpperCase()
  if (canal !== 'ML') throw new HubError('usage_invalid', 'A opção --canal aceita ML.')
  const clientSecret =
    clientSecretFile === undefined ? null : secretFile(io, '--client-secret-file', clientSecretFile)
  const given =
    webhookSecretFile === undefined
      ? null
      : secretFile(io, '--webhook-secret-file', webhookSecretFile)
  const result = await withDatabase(io, async ({ config, query, all }) => {
    const secrets = createSecrets(await loadKeyring(config, query))
    return all.transaction(async (statements) => {
      const criado = !(await exists(statements, tenantId, canal))
      const id = await statements.oneFirst(sql.type(v.object({ id: v.string() }))`
        select ops.save_connector(
          ${tenantId}::bigint, ${canal}, ${options.clientId ?? null}, ${options.applicationId ?? null},
          ${options.userId ?? null}, ${io.ator}
        ) as id`)
      if (clientSecret !== null) {
        const place = { tabela: 'integracao_conector', coluna: 'client_secret_enc', linha: id }
        const sealed = secrets.seal(clientSecret, { tenant: tenantId, ...place })
        await statements.any(sql.unsafe`
          select ops.save_client_secret(${id}::bigint, ${sealed}, ${io.ator})`)
      }
      const made = given === null && criado ? randomBytes(32).toString('base64url') : null
      const segredo = given ?? made
      if (segredo !== null) {
        const secret = { tenantId, conectorId: id, segredo, ator: io.ator }
        await saveWebhookSecret(statements, secrets, secret)
      }
      const known = {
        id,
        tenantId: String(tenantId),
        canal,
        criado,
        urlWebhook: webhookUrl(config, await pathOf(statements, id)),
      }
      return made === null ? known : { ...known, webhookSecret: made }
    })
  })
  printResult(io, json, result, () =>
    [
      `Conector ${result.id} ${result.criado ? 'criado' : 'atualizado'} para o tenant ${tenantId}.`,
      `Webhook: ${result.urlWebhook}`,
      ...('webhookSecret' in result
        ? [`Segredo do webhook (guarde-o, não será mostrado de novo): ${result.webhookSecret}`]
        : []),
    ].join('\n'),
  )
}

async function exists(statements: Statements, tenant: number, canal: string): Promise<boolean> {
  return statements.exists(sql.unsafe`
    select
    from ops.conector as c
    where c.tenant_id = ${tenant}::bigint
      and c.canal = ${canal}`)
}

/** The last part of the address of a connector's notifications; null where it has no application. */
async function pathOf(statements: Statements, conectorId: string): Promise<string | null> {
  return statements.oneFirst(sql.type(v.object({ caminho: v.nullable(v.string()) }))`
    select c.caminho
    from ops.conector as c
    where c.id = ${conectorId}::bigint`)
}

async function listConnectors(io: CommandIo, json: boolean | undefined): Promise<void> {
  const conectores = await withDatabase(io, async ({ config, all }) => {
    const found = await all.any(sql.type(Connector)`
      select
        c.id, c.tenant_id as "tenantId", c.canal, c.status, c.client_id as "clientId",
        c.application_id as "applicationId", c.user_id as "userId", c.motivo, c.caminho
      from ops.conector as c
      order by c.id`)
    return found.map(({ caminho, ...connector }) => ({
      ...connector,
      urlWebhook: webhookUrl(config, caminho),
    }))
  })
  printResult(io, json, { conectores }, () =>
    table(
      ['ID', 'TENANT', 'CANAL', 'STATUS', 'CLIENT_ID', 'APPLICATION_ID', 'USER_ID', 'WEBHOOK'],
      conectores.map((c) => [
        c.id,
        c.tenantId,
        c.canal,
        c.status,
        c.clientId,
        c.applicationId,
        c.userId,
        c.urlWebhook,
      ]),
    ),
  )
}
