/**
 * The webhook secrets of a tenant's connector, opened and remembered for a few seconds, absence included. However many
 * tenants are asked for at once, one query at a time is on its way, so that knocking with invented tenants does not
 * crowd out the appends. A new or ended secret counts after `ttlMs` at the latest.
 */
import type { Clock } from '../core/clock.ts'
import { HubError } from '../core/errors.ts'
import type { Logger } from '../core/log.ts'
import type { Secrets } from '../core/secrets.ts'
import { namedQuery } from '../db/named-query.ts'
import type { Pool } from '../db/pool.ts'

export interface ConnectorKeys {
  /**
   * The live secrets, newest first; null where the tenant has no active connector.
   * @throws HubError unavailable, retryable: the database does not answer, or a secret there can't be opened
   */
  of(tenantId: number): Promise<readonly Buffer[] | null>
}

interface ConnectorKeysOptions {
  readonly pool: Pool
  readonly secrets: Secrets
  readonly clock: Clock
  readonly log: Logger
  /** How long an answer is remembered, in milliseconds. [3000] */
  readonly ttlMs?: number
  /** Tenants remembered at most. [10000] */
  readonly sizeMax?: number
  /** Tenants waited for at most. [1000] */
  readonly waitingMax?: number
}

type Keys = readonly Buffer[] | null
type Row = {
  tenant_id: string
  conector_id: string | null
  segredo_id: string | null
  valor_enc: string | null
}

const BATCH_MAX = 100
const TIMEOUT_MS = 5000
const QUERY = `
  select asked.tenant_id, k.conector_id, k.segredo_id, k.valor_enc
  from unnest($1::bigint[]) as asked (tenant_id)
  left join lateral ingress.connector_keys(asked.tenant_id, 'ML') as k on true`

/** Asks nothing yet. */
export function createConnectorKeys(options: ConnectorKeysOptions): ConnectorKeys {
  const { pool, secrets, clock, log, ttlMs = 3000, sizeMax = 10_000, waitingMax = 1000 } = options
  const known = new Map<number, { readonly keys: Keys; readonly until: number }>()
  const waiting = new Map<number, PromiseWithResolvers<Keys>>()
  const unasked: number[] = []
  let asking = false

  return {
    async of(tenantId) {
      const found = known.get(tenantId)
      const left = (found?.until ?? 0) - clock.monotonicMs()
      if (found === undefined || left <= 0) return askFor(tenantId)
      // Asked again before it is forgotten, so that nobody waits for a tenant in use; absence is not worth a look ahead.
      if (left < ttlMs / 2 && found.keys !== null) askFor(tenantId).catch(() => {})
      return found.keys
    },
  }

  async function askFor(tenantId: number): Promise<Keys> {
    const waited = waiting.get(tenantId)
    if (waited !== undefined) return waited.promise
    if (waiting.size >= waitingMax) throw unavailable(new Error('too many tenants are asked for'))
    const answer = Promise.withResolvers<Keys>()
    waiting.set(tenantId, answer)
    unasked.push(tenantId)
    if (!asking) void ask()
    return answer.promise
  }

  async function ask(): Promise<void> {
    asking = true
    while (unasked.length > 0) {
      const tenants = unasked.splice(0, BATCH_MAX)
      try {
        const rows = await read(tenants)
        for (const tenantId of tenants) settle(tenantId, () => remember(tenantId, rows))
      } catch (error) {
        for (const tenantId of tenants) settle(tenantId, () => fail(unavailable(error)))
      }
    }
    asking = false
  }

  async function read(tenants: readonly number[]): Promise<Map<number, Row[]>> {
    const query = {
      name: 'ingress_keys',
      text: QUERY,
      values: [tenants],
      query_timeout: TIMEOUT_MS,
    }
    const { rows } = await namedQuery<Row>(pool, query)
    return Map.groupBy(rows, (row) => Number(row.tenant_id))
  }

  function settle(tenantId: number, answer: () => Keys): void {
    const waited = waiting.get(tenantId)
    waiting.delete(tenantId)
    try {
      waited?.resolve(answer())
    } catch (error) {
      waited?.reject(error)
    }
  }

  function remember(tenantId: number, rows: ReadonlyMap<number, readonly Row[]>): Keys {
    const keys = open(tenantId, rows.get(tenantId) ?? [])
    // Deleted first, so that the oldest answer is the first to be forgotten.
    known.delete(tenantId)
    const [oldest] = known.keys()
    if (known.size >= sizeMax && oldest !== undefined) known.delete(oldest)
    known.set(tenantId, { keys, until: clock.monotonicMs() + ttlMs })
    return keys
  }

  /** One secret that can't be opened does not shut out the sender who signs with the other. */
  function open(tenantId: number, rows: readonly Row[]): Keys {
    if (rows.every((row) => row.conector_id === null)) return null
    const keys: Buffer[] = []
    let failure: unknown
    for (const { segredo_id: linha, valor_enc: sealed } of rows) {
      if (linha === null || sealed === null) continue
      const place = { tenant: tenantId, tabela: 'conector_segredo', coluna: 'valor_enc', linha }
      try {
        keys.push(Buffer.from(secrets.open(sealed, place), 'utf8'))
      } catch (error) {
        failure = error
        log.error({ err: error, tenant: tenantId, segredoId: linha }, 'webhook secret not opened')
      }
    }
    if (keys.length === 0 && failure !== undefined) throw unavailable(failure)
    return keys
  }
}

function fail(error: HubError): never {
  throw error
}

function unavailable(cause: unknown): HubError {
  return new HubError('unavailable', 'As chaves do conector não puderam ser lidas agora.', {
    cause,
    retryable: true,
  })
}
