/** Reads and writes the tokens in the database, where they are sealed. */
import type { Secrets } from '../../core/secrets.ts'
import type { PoolClient } from '../../db/connect/pool.ts'
import type { TokenPair } from './token-request.ts'

export interface StoredTokens {
  readonly tenantId: string
  /** ATIVO, REAUTORIZAR or DESATIVADO. */
  readonly status: string
  readonly clientId: string | null
  readonly clientSecret: string | null
  readonly accessToken: string | null
  /** For how many milliseconds more it is good. */
  readonly leftMs: number
  readonly refreshToken: string | null
  readonly versao: number
}

interface Row {
  readonly tenant_id: string
  readonly status: string
  readonly client_id: string | null
  readonly client_secret_enc: string | null
  readonly access_token_enc: string | null
  readonly restam_ms: number | null
  readonly refresh_token_enc: string | null
  readonly token_versao: number
}

const READ = `
  select tenant_id, status, client_id, client_secret_enc, access_token_enc, restam_ms, refresh_token_enc, token_versao
  from mercado_livre.read_tokens($1)`

/** Null where there is no such connector. @throws pg's error; HubError where a secret can't be opened */
export async function readTokens(
  client: Pick<PoolClient, 'query'>,
  secrets: Secrets,
  conectorId: string,
): Promise<StoredTokens | null> {
  const { rows } = await client.query<Row>(READ, [conectorId])
  const [row] = rows
  if (row === undefined) return null
  const opened = (column: string, sealed: string | null) =>
    sealed === null ? null : secrets.open(sealed, placeOf(row.tenant_id, column, conectorId))
  return {
    tenantId: row.tenant_id,
    status: row.status,
    clientId: row.client_id,
    clientSecret: opened('client_secret_enc', row.client_secret_enc),
    accessToken: opened('access_token_enc', row.access_token_enc),
    leftMs: row.restam_ms ?? 0,
    refreshToken: opened('refresh_token_enc', row.refresh_token_enc),
    versao: row.token_versao,
  }
}

/** Resolves to the number of the pair. The caller holds the connector's lock. */
export async function saveTokens(
  client: Pick<PoolClient, 'query'>,
  secrets: Secrets,
  at: { readonly tenantId: string; readonly conectorId: string },
  pair: TokenPair,
): Promise<number> {
  const seal = (column: string, value: string | null) =>
    value === null ? null : secrets.seal(value, placeOf(at.tenantId, column, at.conectorId))
  const { rows } = await client.query<{ versao: number }>(
    'select mercado_livre.save_tokens($1, $2, $3, $4::interval) as versao',
    [
      at.conectorId,
      seal('access_token_enc', pair.accessToken),
      seal('refresh_token_enc', pair.refreshToken),
      `${pair.accessToken === null ? 0 : pair.expiresInSeconds} s`,
    ],
  )
  const [row] = rows
  if (row === undefined) throw new Error('save_tokens answered no row')
  return row.versao
}

function placeOf(tenant: string, column: string, row: string) {
  return { tenant, table: 'integracao_conector', column, row }
}
