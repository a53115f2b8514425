/** A hub whose connector has an expired pair of tokens, and processes that want a newer one. */
import type { TestContext } from 'node:test'
import { type Clock, systemClock } from '../../../src/core/clock.ts'
import { createLogger } from '../../../src/core/log.ts'
import { createSecrets, generateKey, parseKeys, type Secrets } from '../../../src/core/secrets.ts'
import { createTokens, type Tokens } from '../../../src/mercado-livre/oauth/tokens.ts'
import { testDatabase } from '../database/database.ts'
import { connectSeller } from './marketplace-seller.ts'
import { type SqlClient, sqlClient } from '../database/sql-client.ts'
import { makeTenant } from '../tenant.ts'
import { relayPool } from '../relay/test-relay.ts'
import { type TokenServer, tokenServer } from './token-server.ts'

export const clientSecret = 'o-segredo-da-aplicacao'

export interface TokenHub {
  readonly url: string
  readonly key: string
  readonly sql: SqlClient
  readonly secrets: Secrets
  readonly there: TokenServer
  readonly conectorId: string
  readonly lines: readonly string[]
  /** The tokens of one process. [the machine's clock] */
  readonly tokens: (clock?: Clock) => Tokens
  /** The connector as it stands, its tokens opened. */
  readonly stored: () => Promise<Stored>
}

interface Stored {
  readonly status: string
  readonly versao: number
  readonly access: string | null
  readonly refresh: string | null
}

/** `expired` is the interval for which the access token is still good. */
export async function tokenHub(t: TestContext, goodFor = '-1 min'): Promise<TokenHub> {
  const { url } = await testDatabase(t)
  const sql = await sqlClient(t, url)
  const key = generateKey()
  const secrets = createSecrets(parseKeys(key))
  const { conectorId } = await makeTenant(sql, secrets)
  await connectSeller(sql)
  const there = await tokenServer(t)
  const place = (column: string) => ({
    tenant: 123,
    table: 'integracao_conector',
    column,
    row: conectorId,
  })
  await sql.rows(`select connectors.save_client_secret($1, $2, 'teste')`, [
    conectorId,
    secrets.seal(clientSecret, place('client_secret_enc')),
  ])
  await sql.rows(`select mercado_livre.save_tokens($1, $2, $3, $4::interval)`, [
    conectorId,
    secrets.seal('APP_USR-access-0', place('access_token_enc')),
    secrets.seal(there.refreshToken, place('refresh_token_enc')),
    goodFor,
  ])
  const lines: string[] = []
  const log = createLogger({ level: 'debug', destination: { write: (line) => lines.push(line) } })
  return {
    url,
    key,
    sql,
    secrets,
    there,
    conectorId,
    lines,
    tokens: (clock = systemClock) =>
      createTokens({
        pool: relayPool(t, url),
        secrets,
        apiUrl: there.url,
        timeoutMs: 2000,
        clock,
        log,
      }),
    async stored() {
      const [row] = await sql.rows<{ status: string; token_versao: number; a: string; r: string }>(
        `select status, token_versao, access_token_enc as a, refresh_token_enc as r from hub.integracao_conector`,
      )
      return {
        status: row!.status,
        versao: row!.token_versao,
        access: row!.a === null ? null : secrets.open(row!.a, place('access_token_enc')),
        refresh: row!.r === null ? null : secrets.open(row!.r, place('refresh_token_enc')),
      }
    },
  }
}
