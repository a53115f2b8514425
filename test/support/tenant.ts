/** A tenant as an operator would make it: with a connector, and one webhook secret in use. */
import { randomBytes } from 'node:crypto'
import type { Secrets } from '../../src/core/secrets.ts'
import type { SqlClient } from './database/sql-client.ts'

export interface TestTenant {
  readonly tenantId: number
  /** The webhook secret that is in use. */
  readonly secret: string
  readonly conectorId: string
}

interface TenantOptions {
  /** [123] */
  readonly id?: number
  /** Whether the channel is switched on. [true] */
  readonly flag?: boolean
}

/** `client` is a superuser's; `secrets` must be those of the ingress that will open what is sealed here. */
export async function makeTenant(
  client: SqlClient,
  secrets: Secrets,
  { id = 123, flag = true }: TenantOptions = {},
): Promise<TestTenant> {
  await client.rows(
    `select tenants.save_tenant($1, 'Loja', 'Rua A, 1', '9h às 18h', null, 'teste')`,
    [id],
  )
  await client.rows(`select tenants.switch_flag($1, 'ML', $2, 'teste')`, [id, flag])
  const conectorId = await client.value<string>(
    `select connectors.save_connector($1, 'ML', null, null, null, 'teste')`,
    [id],
  )
  const tenant = { tenantId: id, conectorId }
  return { ...tenant, secret: await rotateSecret(client, secrets, tenant) }
}

/** Puts a new webhook secret of a kind into use; the one before it stays live for `grace`, an interval. [none] */
export async function rotateSecret(
  client: SqlClient,
  secrets: Secrets,
  { tenantId, conectorId }: Pick<TestTenant, 'tenantId' | 'conectorId'>,
  grace = '0 s',
  tipo: 'HMAC' | 'SEGREDO' = 'HMAC',
): Promise<string> {
  const secret = randomBytes(24).toString('base64url')
  const row = await client.value<string>('select connectors.reserve_webhook_secret($1, $2)', [
    conectorId,
    tipo,
  ])
  const place = { tenant: tenantId, table: 'conector_segredo', column: 'valor_enc', row }
  await client.rows(`select connectors.activate_webhook_secret($1, $2, $3::interval, 'teste')`, [
    row,
    secrets.seal(secret, place),
    grace,
  ])
  return secret
}
