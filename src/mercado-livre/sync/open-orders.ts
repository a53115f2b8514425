/** Reads again orders that are still open here and have not been read for hours: a cancelled one vanishes from the search. */
import type { SyncTask } from './sync-task.ts'

const HOUR_MS = 3_600_000
const UNREAD_FOR_MS = 6 * HOUR_MS
const ORDERS_MAX = 200

export const openOrders: SyncTask = {
  name: 'ABERTOS',
  async run({ seller: { tenantId }, store, read, now }) {
    const orders = await read.openOrders(tenantId, UNREAD_FOR_MS, ORDERS_MAX)
    const found = orders.map(({ id, key }) => ({
      tenantId,
      resource: `/orders/${id}`,
      key,
      origem: 'ABERTOS' as const,
    }))
    const novos = await store(found)
    return { kind: 'done', ate: now, vistos: orders.length, novos }
  },
}
