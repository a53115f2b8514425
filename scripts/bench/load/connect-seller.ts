/** Connects tenant 123 to a marketplace by the product's own authorization, as a seller does in a browser. */
import type pg from 'pg'
import { systemClock } from '../../../src/core/clock.ts'
import { createLogger } from '../../../src/core/log.ts'
import { createSecrets, generateKey, parseKeys } from '../../../src/core/secrets.ts'
import { createPool } from '../../../src/db/connect/pool.ts'
import { createAuthorization } from '../../../src/mercado-livre/oauth/authorization.ts'
import type { Marketplace } from './marketplace.ts'

/** The return address of the authorization. Nobody listens there: the parameters are read from the redirect itself. */
const redirectUri = 'http://127.0.0.1/volta'

/** `client` is a superuser's. Resolves to the SECRETS_KEY that seals the secret and the tokens. */
export async function connectSeller(
  client: pg.Client,
  url: string,
  marketplace: Marketplace,
  tenant = 123,
): Promise<string> {
  const { application, sellerId, url: apiUrl } = marketplace
  const { clientId, clientSecret } = application
  const key = generateKey()
  const secrets = createSecrets(parseKeys(key))
  const { rows } = await client.query<{ id: string }>(
    `select connectors.save_connector($1, 'ML', $2, null, $3, 'bench')::text as id`,
    [tenant, clientId, sellerId],
  )
  const conectorId = rows[0]?.id ?? ''
  const place = {
    tenant,
    table: 'integracao_conector',
    column: 'client_secret_enc',
    row: conectorId,
  }
  const sealed = secrets.seal(clientSecret, place)
  await client.query(`select connectors.save_client_secret($1, $2, 'bench')`, [conectorId, sealed])

  const log = createLogger({ level: 'silent' })
  const pool = createPool({ url, max: 1, applicationName: 'bench', log })
  try {
    const there = { apiUrl, authUrl: apiUrl, timeoutMs: 5000 }
    const authorization = createAuthorization({ pool, secrets, log, clock: systemClock, ...there })
    const connector = { conectorId, tenantId: String(tenant), clientId }
    const { url: page } = await authorization.begin(connector, redirectUri, 'bench')
    const answer = await fetch(page, { redirect: 'manual' })
    const { searchParams: back } = new URL(answer.headers.get('location') ?? redirectUri)
    const completion = await authorization.complete({
      code: back.get('code') ?? undefined,
      state: back.get('state') ?? undefined,
    })
    if (completion.kind !== 'authorized') throw new Error(`not connected: ${completion.sentence}`)
  } finally {
    await pool.end()
  }
  return key
}
