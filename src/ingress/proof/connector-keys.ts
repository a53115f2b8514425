/** Reads what a tenant's connector demands of a request, and opens its secrets; see batched-cache.ts for how long it counts. */
import type { Clock } from '../../core/clock.ts'
import { HubError } from '../../core/errors.ts'
import type { Logger } from '../../core/log.ts'
import type { Secrets } from '../../core/secrets.ts'
import { namedQuery } from '../../db/connect/named-query.ts'
import type { Pool } from '../../db/connect/pool.ts'
import { type Allowlist, createAllowlist } from './allowlist.ts'
import { createBatchedCache, type BatchedCacheOptions } from './batched-cache.ts'

/** HMAC signs, SEGREDO is sent as it is. */
export type Proof = 'HMAC' | 'SEGREDO'

export interface Keys {
  readonly conectorId: string
  /** All of these must be brought. Empty: the address alone proves it. */
  readonly demands: ReadonlySet<Proof>
  /** Whether a signature must carry the time at which it was made. */
  readonly demandsTime: boolean
  /** The live secrets, newest first. */
  readonly live: Readonly<Record<Proof, readonly Buffer[]>>
  readonly allowlist: Allowlist
}

export interface ConnectorKeys {
  /**
   * Null where the tenant has no active connector.
   * @throws HubError unavailable, retryable: the database does not answer, or a secret there can't be opened
   */
  of(tenantId: number): Promise<Keys | null>
}

interface ConnectorKeysOptions extends Pick<
  BatchedCacheOptions<number, Keys | null>,
  'ttlMs' | 'sizeMax' | 'waitingMax'
> {
  readonly pool: Pool
  readonly secrets: Secrets
  readonly clock: Clock
  readonly log: Logger
}

interface Row {
  readonly tenant_id: string
  readonly conector_id: string | null
  readonly exige: readonly (Proof | 'HMAC_TEMPO')[]
  readonly ip_modo: string
  readonly ip_lista: readonly string[]
  readonly segredo_id: string | null
  readonly tipo: Proof
  readonly valor_enc: string | null
}

const TIMEOUT_MS = 5000
const QUERY = `
  select asked.tenant_id, k.conector_id, k.exige, k.ip_modo, k.ip_lista, k.segredo_id, k.tipo, k.valor_enc
  from unnest($1::bigint[]) as asked (tenant_id)
  left join lateral ingress.connector_keys(asked.tenant_id, 'ML') as k on true`

/** Asks nothing yet. */
export function createConnectorKeys(options: ConnectorKeysOptions): ConnectorKeys {
  const { pool, secrets, log, ...remembering } = options
  const of = createBatchedCache<number, Keys | null>({
    ...remembering,
    // An absent connector is not read ahead of time.
    isReadAhead: (keys) => keys !== null,
    async load(tenants) {
      const rows = await read(tenants)
      return (tenantId) => keysIn(tenantId, rows.get(tenantId) ?? [])
    },
  })
  return { of }

  async function read(tenants: readonly number[]): Promise<Map<number, Row[]>> {
    const values = [tenants]
    const query = { name: 'ingress_keys', text: QUERY, values, query_timeout: TIMEOUT_MS }
    try {
      const { rows } = await namedQuery<Row>(pool, query)
      return Map.groupBy(rows, (row) => Number(row.tenant_id))
    } catch (error) {
      throw unavailable(error)
    }
  }

  function keysIn(tenantId: number, rows: readonly Row[]): Keys | null {
    const [first] = rows
    if (first === undefined || first.conector_id === null) return null
    const demands = new Set(first.exige.filter((proof) => proof !== 'HMAC_TEMPO'))
    const live = (proof: Proof) =>
      open(
        tenantId,
        rows.filter(({ tipo }) => tipo === proof),
        demands.has(proof),
      )
    return {
      conectorId: first.conector_id,
      demands,
      demandsTime: first.exige.includes('HMAC_TEMPO'),
      live: { HMAC: live('HMAC'), SEGREDO: live('SEGREDO') },
      allowlist: createAllowlist(first.ip_modo, first.ip_lista),
    }
  }

  /** A secret that can't be opened does not stop a sender who has another one. */
  function open(tenantId: number, rows: readonly Row[], isDemanded: boolean): readonly Buffer[] {
    const keys: Buffer[] = []
    let failure: unknown
    for (const { segredo_id: row, valor_enc: sealed } of rows) {
      if (row === null || sealed === null) continue
      const place = { tenant: tenantId, table: 'conector_segredo', column: 'valor_enc', row }
      try {
        keys.push(Buffer.from(secrets.open(sealed, place), 'utf8'))
      } catch (error) {
        failure = error
        log.error({ err: error, tenant: tenantId, segredoId: row }, 'webhook secret not opened')
      }
    }
    if (keys.length === 0 && failure !== undefined && isDemanded) throw unavailable(failure)
    return keys
  }
}

function unavailable(cause: unknown): HubError {
  return new HubError('unavailable', 'As chaves do conector não puderam ser lidas agora.', {
    cause,
    retryable: true,
  })
}
