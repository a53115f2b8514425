/** What the synchronisation reads in the database. Methods throw pg's error. */
import type { Pool } from '../../db/connect/pool.ts'
import { routineCaller } from '../../db/connect/named-query.ts'
import type { Seller } from '../http/request.ts'

/** A seller, and the application_id that its notifications carry. */
export interface SyncSeller extends Seller {
  readonly applicationId: string
}

export interface SyncStore {
  sellers(): Promise<readonly SyncSeller[]>
  /** Which of these orders have not, or not surely, been read in these versions, and when they were last read. */
  unread(
    tenantId: string,
    orders: readonly { readonly id: string; readonly versao: number }[],
  ): Promise<ReadonlyMap<string, string | null>>
  /** Open orders that have not been read for `unreadForMs`, the least recently read first, and the keys of their requests. */
  openOrders(
    tenantId: string,
    unreadForMs: number,
    limit: number,
  ): Promise<readonly { readonly id: string; readonly key: string }[]>
}

interface SellerRow {
  readonly conector_id: string
  readonly tenant_id: string
  readonly client_id: string
  readonly user_id: string
  readonly application_id: string
}

type UnreadRow = { readonly external_id: string; readonly lido: string | null }
type OpenRow = { readonly external_id: string; readonly marca: string }

export function createSyncStore(pool: Pool): SyncStore {
  const call = routineCaller(pool)
  return {
    async sellers() {
      const rows = await call.rows<SellerRow>(
        'ml_sellers',
        'select conector_id, tenant_id, client_id, user_id, application_id from mercado_livre.sellers()',
        [],
      )
      return rows.map((row) => ({
        conectorId: row.conector_id,
        tenantId: row.tenant_id,
        clientId: row.client_id,
        userId: row.user_id,
        applicationId: row.application_id,
      }))
    },
    async unread(tenantId, orders) {
      const rows = await call.rows<UnreadRow>(
        'ml_unread_orders',
        'select external_id, lido from mercado_livre.unread_orders($1, $2, $3)',
        [tenantId, orders.map(({ id }) => id), orders.map(({ versao }) => versao)],
      )
      return new Map(rows.map(({ external_id, lido }) => [external_id, lido]))
    },
    async openOrders(tenantId, unreadForMs, limit) {
      const rows = await call.rows<OpenRow>(
        'ml_open_orders',
        'select external_id, marca from mercado_livre.open_orders($1, $2::interval, $3)',
        [tenantId, `${unreadForMs} ms`, limit],
      )
      return rows.map(({ external_id: id, marca: key }) => ({ id, key }))
    },
  }
}
