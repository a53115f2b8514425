/** Prepares a bench database for senders: tenant 123 and its webhook secret. */
import type pg from 'pg'
import { createSecrets, generateKey, parseKeys } from '../../../src/core/secrets.ts'

export interface BenchWebhook {
  readonly secret: string
  /** For the service's SECRETS_KEY. */
  readonly key: string
}

/** `client` is a superuser's. */
export async function prepareWebhook(client: pg.Client, tenant = 123): Promise<BenchWebhook> {
  const value = async (text: string, values: unknown[]): Promise<string> => {
    const { rows } = await client.query<{ v: string }>(`select ${text}::text as v`, values)
    return rows[0]?.v ?? ''
  }
  const key = generateKey()
  const secret = 'a-secret-of-the-bench-32-bytes-long'
  const conector = await value(`connectors.save_connector($1, 'ML', null, null, null, 'bench')`, [
    tenant,
  ])
  const row = await value('connectors.reserve_webhook_secret($1)', [conector])
  const place = { tenant, table: 'conector_segredo', column: 'valor_enc', row }
  const sealed = createSecrets(parseKeys(key)).seal(secret, place)
  await value(`connectors.activate_webhook_secret($1, $2, '0 s'::interval, 'bench')`, [row, sealed])
  return { secret, key }
}
