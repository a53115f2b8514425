/**
 * Access tokens of sellers. A refresh token works once, so a connector has one refresh at a time, over all processes: it
 * runs under the connector's row lock, and the new pair is stored before anybody uses it. Only the marketplace's own
 * refusal ends a connection. A marketplace that fails or can't be reached never does.
 */
import type { Clock } from '../../core/clock.ts'
import { HubError } from '../../core/errors.ts'
import type { Logger } from '../../core/log.ts'
import type { Secrets } from '../../core/secrets.ts'
import { createTurns } from '../../core/turns.ts'
import { inTransaction } from '../../db/connect/in-transaction.ts'
import { isTransient } from '../../db/connect/sql-state.ts'
import type { Pool, PoolClient } from '../../db/connect/pool.ts'
import { requestTokens, type TokenAnswer } from './token-request.ts'
import { readTokens, saveTokens, type StoredTokens } from './token-store.ts'
import { answeredWith } from '../http/error-answer.ts'

export type Token =
  | { readonly kind: 'token'; readonly accessToken: string; readonly versao: number }
  /** The seller must authorize the application again. */
  | { readonly kind: 'reauthorize' }
  | { readonly kind: 'unavailable'; readonly motivo: string }

export interface Tokens {
  /** A token that is good for a minute at least. */
  of(conectorId: string): Promise<Token>
  /** A newer token, after a 401 with the one of `versao`. */
  renew(conectorId: string, versao: number): Promise<Token>
  /** Notes that a token that was made just now was refused too: the seller must authorize the application again. */
  refused(
    conectorId: string,
    versao: number,
    motivo: string,
  ): Promise<Extract<Token, { kind: 'reauthorize' }>>
  /** Refreshes the tokens that expire within the hour. Resolves to how many connectors have a new pair. */
  refreshAhead(): Promise<number>
}

interface TokensOptions {
  readonly pool: Pool
  readonly secrets: Secrets
  /** ML_API_URL */
  readonly apiUrl: string
  readonly timeoutMs: number
  readonly clock: Clock
  readonly log: Logger
}

interface Known {
  readonly token: Extract<Token, { kind: 'token' }>
  readonly untilMs: number
}

const MARGIN_MS = 60_000

/** Methods throw pg's error where the database can't be asked. */
export function createTokens(options: TokensOptions): Tokens {
  const { pool, secrets, apiUrl, timeoutMs, clock, log } = options
  const known = new Map<string, Known>()
  const underway = new Map<string, Promise<Token>>()
  // A refresh holds its connection while the marketplace is asked, so half of the pool is left for everything else.
  const takeTurn = createTurns(Math.max(1, Math.floor(pool.options.max / 2)))

  return {
    async of(conectorId) {
      const found = known.get(conectorId)
      if (found !== undefined && found.untilMs > clock.monotonicMs()) return found.token
      try {
        const stored = await readTokens(pool, secrets, conectorId)
        return usable(conectorId, stored) ?? (await refresh(conectorId, stored?.versao ?? 0))
      } catch (error) {
        return undecided(error, conectorId)
      }
    },
    renew: (conectorId, versao) => refresh(conectorId, versao),
    async refused(conectorId, versao, motivo) {
      const why = `o token novo também foi recusado: o Mercado Livre ${motivo}`
      await end(pool, conectorId, versao, why)
      return { kind: 'reauthorize' }
    },
    async refreshAhead() {
      const { rows } = await pool.query<{ conector_id: string; token_versao: number }>(
        `select conector_id, token_versao from mercado_livre.expiring_tokens('1 hour')`,
      )
      let refreshed = 0
      for (const { conector_id, token_versao } of rows) {
        const token = await refresh(conector_id, token_versao)
        if (token.kind === 'token' && token.versao > token_versao) refreshed++
      }
      return refreshed
    },
  }

  /** Within this process all callers with the same pair wait for one refresh. */
  function refresh(conectorId: string, versao: number): Promise<Token> {
    known.delete(conectorId)
    const key = `${conectorId} ${versao}`
    const current = underway.get(key)
    if (current !== undefined) return current
    const locked = (client: PoolClient) => refreshLocked(client, conectorId, versao)
    const refreshing = takeTurn(() => inTransaction(pool, locked))
      .then((token) => keep(conectorId, token))
      .catch((error: unknown) => undecided(error, conectorId))
      .finally(() => underway.delete(key))
    underway.set(key, refreshing)
    return refreshing
  }

  async function refreshLocked(
    client: PoolClient,
    conectorId: string,
    versao: number,
  ): Promise<Refreshed> {
    await client.query(`set local lock_timeout = '15s'`)
    await client.query('select mercado_livre.lock_tokens($1)', [conectorId])
    const stored = await readTokens(client, secrets, conectorId)
    // Another process was faster.
    if (stored !== null && stored.versao > versao) {
      const token = usable(conectorId, stored)
      if (token !== null) return { token, forMs: stored.leftMs }
    }
    if (stored === null || stored.status !== 'ATIVO') return { token: { kind: 'reauthorize' } }
    const { clientId, clientSecret, refreshToken } = stored
    if (clientId === null || clientSecret === null) return { token: noApplication }
    if (refreshToken === null) {
      await end(client, conectorId, stored.versao, 'a conta ainda não foi autorizada')
      return { token: { kind: 'reauthorize' } }
    }
    const answer = await ask(stored, { clientId, clientSecret, refreshToken })
    return settle(client, conectorId, stored, answer)
  }

  /** Asks once more with the same token where no answer came: the request may never have arrived. */
  async function ask(
    { tenantId: tenant }: StoredTokens,
    {
      refreshToken,
      ...application
    }: { clientId: string; clientSecret: string; refreshToken: string },
  ): Promise<TokenAnswer> {
    const request = { apiUrl, timeoutMs, ...application }
    const grant = { grantType: 'refresh_token', refreshToken } as const
    const first = await requestTokens(request, grant)
    if (first.kind !== 'unavailable') return first
    log.warn({ tenant, motivo: first.motivo }, 'token refresh failed, tried once more')
    return requestTokens(request, grant)
  }

  async function settle(
    client: PoolClient,
    conectorId: string,
    { tenantId, versao }: StoredTokens,
    answer: TokenAnswer,
  ): Promise<Refreshed> {
    switch (answer.kind) {
      case 'granted': {
        const { pair } = answer
        const stored = await saveTokens(client, secrets, { tenantId, conectorId }, pair)
        log.info({ tenant: tenantId, conectorId, versao: stored }, 'tokens refreshed')
        const { accessToken } = pair
        if (accessToken === null) return { token: withoutAccess }
        const token = { kind: 'token', accessToken, versao: stored } as const
        return { token, forMs: pair.expiresInSeconds * 1000 }
      }
      case 'denied':
        await end(client, conectorId, versao, `${DENIED}: ${answeredWith(answer)}`)
        return { token: { kind: 'reauthorize' } }
      case 'misconfigured': {
        const { status, erro } = answer
        const motivo = `o Mercado Livre não aceita a aplicação: confira client_id e client_secret; ${answeredWith(answer)}`
        log.error({ tenant: tenantId, conectorId, status, erro }, 'application not accepted')
        return { token: { kind: 'unavailable', motivo } }
      }
      case 'unavailable':
        return { token: answer }
      default:
        return answer satisfies never
    }
  }

  /** The stored token, where it is good for a minute at least; null where it must be refreshed. */
  function usable(conectorId: string, stored: StoredTokens | null): Token | null {
    if (stored === null || stored.status !== 'ATIVO') return { kind: 'reauthorize' }
    const { accessToken, leftMs, versao } = stored
    if (accessToken === null || leftMs <= MARGIN_MS) return null
    const token = { kind: 'token', accessToken, versao } as const
    return keep(conectorId, { token, forMs: leftMs })
  }

  function keep(conectorId: string, { token, forMs = 0 }: Refreshed): Token {
    if (token.kind === 'token') {
      known.set(conectorId, { token, untilMs: clock.monotonicMs() + forMs - MARGIN_MS })
    }
    return token
  }

  /**
   * Nothing is decided, and other connectors go on: another process refreshes for longer than a caller waits, the database
   * is away, or a secret does not open, which a person must correct.
   */
  function undecided(error: unknown, conectorId: string): Token {
    if (error instanceof HubError) {
      log.error({ err: error, conectorId }, 'tokens can not be read')
      return { kind: 'unavailable', motivo: error.message }
    }
    if (!isTransient(error)) throw error
    return { kind: 'unavailable', motivo: 'os tokens não puderam ser renovados agora' }
  }

  async function end(
    on: Pick<PoolClient, 'query'>,
    conectorId: string,
    versao: number,
    motivo: string,
  ): Promise<void> {
    known.delete(conectorId)
    const values = [conectorId, versao, motivo]
    await on.query('select mercado_livre.require_authorization($1, $2, $3)', values)
    log.error({ conectorId, motivo }, 'connector must be authorized again')
  }
}

const DENIED = 'o Mercado Livre não aceita mais a autorização'

interface Refreshed {
  readonly token: Token
  readonly forMs?: number
}

/** The refresh token that came is stored, and the next caller uses it. */
const withoutAccess = {
  kind: 'unavailable',
  motivo: 'o Mercado Livre respondeu sem o access_token',
} as const

const noApplication = {
  kind: 'unavailable',
  motivo: 'o conector não tem client_id ou client_secret: informe-os em hub connector set',
} as const
