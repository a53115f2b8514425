/** `hub connector …`: a tenant's account at a marketplace. Its secrets go in and never come out. */
import { Command } from 'commander'
import * as v from 'valibot'
import { sql } from '../../db/connect/query.ts'
import type { CommandIo } from '../program/command-io.ts'
import { authorizeAccess, testAccess } from './access.ts'
import { connectorSet } from './set.ts'
import { connectorSync } from './sync.ts'
import { connectorSources } from './sources.ts'
import { withDatabase } from '../program/with-database.ts'
import { publicOrigin, publicWebhookUrl } from '../../connectors/public-address.ts'
import { printResult, table } from '../program/print-result.ts'

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
  command.addCommand(connectorSet(io))
  command.addCommand(authorizeAccess(io))
  command.addCommand(testAccess(io))
  command.addCommand(connectorSync(io))
  command.addCommand(connectorSources(io))
  command
    .command('list')
    .description('Lista os conectores, sem seus segredos')
    .option('--json', 'responde em JSON')
    .action(({ json }: { json?: boolean }) => listConnectors(io, json))
  return command
}

async function listConnectors(io: CommandIo, json: boolean | undefined): Promise<void> {
  const connectors = await withDatabase(io, async ({ config, all }) => {
    const found = await all.any(sql.type(Connector)`
      select
        c.id, c.tenant_id as "tenantId", c.canal, c.status, c.client_id as "clientId",
        c.application_id as "applicationId", c.user_id as "userId", c.motivo, c.caminho
      from ops.conector as c
      order by c.id`)
    return found.map(({ caminho, ...connector }) => ({
      ...connector,
      urlWebhook: publicWebhookUrl(publicOrigin(config), caminho),
    }))
  })
  printResult(io, json, { conectores: connectors }, () =>
    table(
      ['ID', 'TENANT', 'CANAL', 'STATUS', 'CLIENT_ID', 'APPLICATION_ID', 'USER_ID', 'WEBHOOK'],
      connectors.map((c) => [
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
