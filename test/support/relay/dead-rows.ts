/** Rows of the outbox that need a person: dead ones, and notices of which nobody knows whether they went out. */
import { append, drain, prepareTenant, readyPayload } from './engine.ts'
import type { SqlClient } from '../database/sql-client.ts'

/** A tenant's event that has used up its attempts; resolves to its id. */
export async function deadEvent(
  client: SqlClient,
  externalId: string,
  tenantId = 123,
): Promise<string> {
  const [event] = await append(client, [{ externalId, tenantId, payload: readyPayload }])
  await client.rows(
    `select relay.settle_failure($1, null, '22P02', 'valor "12345678909" recusado', 'teste', '{}')`,
    [event!.id],
  )
  return event!.id
}

/** The notice of an order that has become PRONTO, not sent yet; resolves to its id. */
export async function waitingNotice(
  client: SqlClient,
  externalId: string,
  tenantId = 123,
): Promise<string> {
  await append(client, [{ externalId, tenantId, payload: readyPayload }])
  await drain(client)
  return client.value(
    `select n.id from hub.notificacao as n join hub.pedido as p on p.id = n.pedido_id
    where p.external_id = $1 and p.tenant_id = $2`,
    [externalId, tenantId],
  )
}

/** A notice that its provider has refused for the last time. */
export async function deadNotice(client: SqlClient, externalId: string): Promise<string> {
  const id = await waitingNotice(client, externalId)
  await leased(
    client,
    id,
    `notifications.settle_refused($1, $2, null, 'número inválido', 'teste', '{}')`,
  )
  return id
}

/** A notice whose provider was called and has not answered. */
export async function uncertainNotice(client: SqlClient, externalId: string): Promise<string> {
  const id = await waitingNotice(client, externalId)
  await leased(client, id, `notifications.settle_uncertain($1, $2, 'sem resposta')`)
  return id
}

async function leased(client: SqlClient, id: string, settle: string): Promise<void> {
  const [lease] = await client.rows<{ lock_version: number }>(
    `select lock_version from notifications.claim('teste', 1000, '1 min') where id = $1`,
    [id],
  )
  const params = [id, lease!.lock_version]
  await client.rows('select notifications.start($1, $2)', params)
  await client.rows(`select ${settle}`, params)
}

/** Two tenants, 123 and 124, with all that is mapped in both. */
export async function twoTenants(client: SqlClient): Promise<void> {
  await prepareTenant(client)
  await prepareTenant(client, 124)
}
