/**
 * A whole hub beside a stand-in marketplace, for cases: tenant 123 is connected as seller 222222222 of one application,
 * and SKU S-1 is mapped. Retries come at once, and no job runs by itself.
 */
import type { TestContext } from 'node:test'
import { systemClock } from '../../../src/core/clock.ts'
import { createSecrets, generateKey, parseKeys } from '../../../src/core/secrets.ts'
import { testDatabase } from '../database/database.ts'
import { startInProcess, tempDir } from '../process/in-process.ts'
import { runHubHere } from '../process/hub-program.ts'
import type { HubRun } from '../process/run-hub.ts'
import { type SqlClient, sqlClient } from '../database/sql-client.ts'
import { makeTenant } from '../tenant.ts'
import { type TestMarketplace, testMarketplace } from '../marketplace/test-marketplace.ts'

export const caseSeller = {
  userId: '222222222',
  clientId: '5503910054141466',
  caminho: 'o-caminho-dos-casos-que-ninguem-adivinha',
} as const

export interface CaseHub {
  readonly sql: SqlClient
  /** A superuser's URL of its database. */
  readonly url: string
  readonly marketplace: TestMarketplace
  readonly logged: readonly string[]
  /** Posts these bytes to the notification address. */
  notify(body: string): Promise<Response>
  /** Runs a command of the hub's. */
  hub(args: readonly string[]): Promise<HubRun>
}

export async function openCaseHub(t: TestContext): Promise<CaseHub> {
  const { url } = await testDatabase(t)
  const sql = await sqlClient(t, url)
  const key = generateKey()
  const secrets = createSecrets(parseKeys(key))
  const { conectorId } = await makeTenant(sql, secrets)
  const sealed = (column: string, value: string) =>
    secrets.seal(value, { tenant: 123, table: 'integracao_conector', column, row: conectorId })
  const { userId, clientId, caminho } = caseSeller
  await sql.rows(`select connectors.save_connector(123, 'ML', $1, null, $2, 'teste')`, [
    clientId,
    userId,
  ])
  await sql.rows(`update hub.integracao_aplicacao set caminho = $1`, [caminho])
  await sql.rows(`select connectors.save_client_secret($1, $2, 'teste')`, [
    conectorId,
    sealed('client_secret_enc', 'o-segredo-da-aplicacao'),
  ])
  await sql.rows(`select mercado_livre.save_tokens($1, $2, $3, '6 hours')`, [
    conectorId,
    sealed('access_token_enc', 'APP_USR-de-teste'),
    sealed('refresh_token_enc', 'TG-de-teste'),
  ])
  await sql.rows(`select processing.save_sku_mapping(123, 'ML', 'S-1', 'I-1', 'teste')`)
  const marketplace = await testMarketplace(t)
  const env = {
    DATABASE_URL: url,
    SECRETS_KEY: key,
    ROOMS: 'ingress,relay,internal',
    ML_API_URL: marketplace.url,
    ML_AUTH_URL: marketplace.url,
    ML_APP_RATE: '1000',
    ML_SELLER_RATE: '1000',
    BACKOFF: '50ms,50ms,50ms',
    // The dates of the cases stand still: all of them are young, but for what is said to be years older.
    ML_FIRST_READING_MAX_AGE: ageOf('2026-01-01T00:00:00Z'),
  }
  const { service, logged } = await startInProcess(t, env)
  const address = `${service.publicUrl ?? ''}/api/integracoes/ml/webhook/${caminho}`
  const commandEnv = { ...env, DATA_DIR: tempDir(t) }
  return {
    sql,
    url,
    marketplace,
    logged,
    notify: (body) => fetch(address, { method: 'POST', body }),
    hub: (args) => runHubHere(args, commandEnv),
  }
}

function ageOf(date: string): string {
  return `${Math.ceil((systemClock.now().getTime() - Date.parse(date)) / 3_600_000)}h`
}
