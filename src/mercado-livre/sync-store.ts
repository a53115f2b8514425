/** What the synchronisation reads of the database. Methods throw pg's error. */
import type { Pool } from '../db/pool.ts'
import { routineCaller } from '../db/routine-caller.ts'
import type { SyncSeller } from './sync-task.ts'

export interface SyncStore {
  sellers(): Promise<readonly SyncSeller[]>
  /** Which of these orders have not been read in these versions. */
  unread(
    tenantId: string,
    orders: readonly { readonly id: string; readonly versao: number }[],
  ): Promise<ReadonlySet<string>>
  /** Open orders that have not been read for so long, the least recently read first. */
  openOrders(tenantId: string, unreadForMs: number, limit: number): Promise<readonly string[]>
}

interface SellerRow {
  readonly conector_id: string
  readonly tenant_id: string
  readonly client_id: string
  readonly user_id: string
  readonly application_id: string
}

type IdRow = { readonly external_id: string }

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
      const rows = await call.rows<IdRow>(
        'ml_unread_orders',
        'select external_id from mercado_livre.unread_orders($1, $2, $3)',
        [tenantId, orders.map(({ id }) => id), orders.map(({ versao }) => versao)],
      )
      return new Set(rows.map(({ external_id }) => external_id))
    },
    async openOrders(tenantId, unreadForMs, limit) {
      const rows = await call.rows<IdRow>(
        'ml_open_orders',
        'select external_id from mercado_livre.open_orders($1, $2::interval, $3)',
        [tenantId, `${unreadForMs} ms`, limit],
      )
      return rows.map(({ external_id }) => external_id)
    },
  }
}
