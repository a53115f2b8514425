/** Stores fetch requests for what the synchronisation found, as the ingress stores notifications: same events, same keys. */
import type { Pool } from '../../db/connect/pool.ts'
import { routineCaller } from '../../db/connect/named-query.ts'

export interface FoundResource {
  readonly tenantId: string
  /** Such as `/orders/123`. */
  readonly resource: string
  /** What tells one request from another: a notification's own key, else what was known of the resource when it was found. */
  readonly key: string
  readonly origem: 'MISSED_FEEDS' | 'VARREDURA' | 'ABERTOS'
}

/**
 * Resolves to how many are fetched because of this: new ones, and known ones that were dead. The others were stored before.
 * Throws pg's error, and then nothing was stored.
 */
export type StoreFetchRequests = (found: readonly FoundResource[]) => Promise<number>

/** `atOnce`: a person asked, so what is dead or waits for a retry is fetched now. */
export function createStoreFetchRequests(pool: Pool, atOnce: boolean): StoreFetchRequests {
  const call = routineCaller(pool)
  return async (found) => {
    if (found.length === 0) return 0
    const events = found.map(({ tenantId, resource, key, origem }) => ({
      canal: 'ML',
      tenantId,
      externalId: resource,
      tipo: 'NOTIFICACAO',
      marca: key,
      recurso: resource,
      payload: { topico: resource.startsWith('/orders/') ? 'orders_v2' : 'shipments' },
      origem,
    }))
    return call.value(
      'ml_store_fetch_requests',
      'mercado_livre.store_fetch_requests($1::json, $2)',
      [JSON.stringify(events), atOnce],
    )
  }
}
