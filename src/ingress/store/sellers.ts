/** Finds the seller of a resource notification, by the path that it came to and the ids in it; see batched-cache.ts. */
import type { Clock } from '../../core/clock.ts'
import { HubError } from '../../core/errors.ts'
import { namedQuery } from '../../db/connect/named-query.ts'
import type { Pool } from '../../db/connect/pool.ts'
import { type Allowlist, createAllowlist } from '../proof/allowlist.ts'
import { createBatchedCache } from '../proof/batched-cache.ts'

/** Whose a notification says that it is. */
interface Claim {
  /** The unguessable part of the address. */
  readonly path: string
  readonly applicationId: string
  readonly userId: string
}

export type SellerVerdict =
  | {
      readonly kind: 'seller'
      readonly tenantId: number
      readonly conectorId: string
      readonly allowlist: Allowlist
    }
  | { readonly kind: 'refused'; readonly reason: 'APLICACAO_DIVERGENTE' | 'VENDEDOR_DESCONHECIDO' }
  /** No application has that address. */
  | { readonly kind: 'unknown' }

/** @throws HubError unavailable, retryable: the database does not answer */
export type FindSeller = (claim: Claim) => Promise<SellerVerdict>

interface Row {
  readonly ordem: string
  readonly tenant_id: string
  readonly causa: 'APLICACAO_DIVERGENTE' | 'VENDEDOR_DESCONHECIDO' | null
  readonly conector_id: string
  readonly ip_modo: string
  readonly ip_lista: readonly string[]
}

const TIMEOUT_MS = 5000
const QUERY = `
  select asked.ordem, s.tenant_id, s.causa, s.conector_id, s.ip_modo, s.ip_lista
  from unnest($1::text[], $2::text[], $3::text[]) with ordinality as asked (caminho, application, usuario, ordem)
  cross join lateral ingress.find_seller(asked.caminho, asked.application, asked.usuario) as s`

/** Asks nothing yet. */
export function createFindSeller(options: {
  readonly pool: Pool
  readonly clock: Clock
}): FindSeller {
  const { pool, clock } = options
  const find = createBatchedCache<string, SellerVerdict>({
    clock,
    isReadAhead: ({ kind }) => kind !== 'unknown',
    async load(keys) {
      const rows = await read(keys.map(claimOf))
      const verdicts = new Map(rows.map((row) => [keys[Number(row.ordem) - 1], verdictOf(row)]))
      return (key) => verdicts.get(key) ?? { kind: 'unknown' }
    },
  })
  return (claim) => find(keyOf(claim))

  async function read(claims: readonly Claim[]): Promise<readonly Row[]> {
    const values = [
      claims.map(({ path }) => path),
      claims.map(({ applicationId }) => applicationId),
      claims.map(({ userId }) => userId),
    ]
    const query = { name: 'ingress_sellers', text: QUERY, values, query_timeout: TIMEOUT_MS }
    try {
      return (await namedQuery<Row>(pool, query)).rows
    } catch (cause) {
      const sentence = 'Os conectores não puderam ser lidos agora.'
      throw new HubError('unavailable', sentence, { cause, retryable: true })
    }
  }
}

function verdictOf({
  tenant_id,
  causa: reason,
  conector_id,
  ip_modo,
  ip_lista,
}: Row): SellerVerdict {
  if (reason !== null) return { kind: 'refused', reason }
  const allowlist = createAllowlist(ip_modo, ip_lista)
  return { kind: 'seller', tenantId: Number(tenant_id), conectorId: conector_id, allowlist }
}

/** None of the three holds a space: the endpoint checks the path, and the others are digits. */
function keyOf({ path, applicationId, userId }: Claim): string {
  return [path, applicationId, userId].join(' ')
}

function claimOf(key: string): Claim {
  const [path = '', applicationId = '', userId = ''] = key.split(' ')
  return { path, applicationId, userId }
}
