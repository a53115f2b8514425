/** Stores hints that the synchronisation found, as the door stores the webhook's: same events, same keys. */
import type { Pool } from '../db/pool.ts'
import { routineCaller } from '../db/routine-caller.ts'

export interface FoundHint {
  readonly tenantId: string
  /** Such as `/orders/123`. */
  readonly resource: string
  /** What tells one hint from another; a notification's own where it is one. */
  readonly key: string
  readonly origem: 'MISSED_FEEDS' | 'VARREDURA' | 'ABERTOS'
}

/** How many were new; the others had been stored before. Throws pg's error, and then nothing was stored. */
export type StoreHints = (hints: readonly FoundHint[]) => Promise<number>

export function createStoreHints(pool: Pool): StoreHints {
  const call = routineCaller(pool)
  return async (hints) => {
    if (hints.length === 0) return 0
    const events = hints.map(({ tenantId, resource, key, origem }) => ({
      canal: 'ML',
      tenantId,
      externalId: resource,
      tipo: 'NOTIFICACAO',
      marca: key,
      recurso: resource,
      payload: { topico: resource.startsWith('/orders/') ? 'orders_v2' : 'shipments' },
      origem,
    }))
    const rows = await call.rows<{ status: string }>(
      'ml_store_hints',
      'select status from ingress.append_events($1::json)',
      [JSON.stringify(events)],
    )
    return rows.filter(({ status }) => status !== 'DUPLICADO').length
  }
}
