/**
 * Makes fetch requests of orders as the marketplace's resource notifications do: with an id and no data of the order.
 */
import type pg from 'pg'

const batch = 1000

/** Stores one fetch request for each order, by the product's own append. */
export async function storeFetchRequests(
  client: pg.Client,
  orderIds: readonly string[],
  tenantId = 123,
): Promise<void> {
  for (let start = 0; start < orderIds.length; start += batch) {
    const events = orderIds.slice(start, start + batch).map((id) => ({
      canal: 'ML',
      tenantId,
      externalId: `/orders/${id}`,
      tipo: 'NOTIFICACAO',
      versao: null,
      marca: `bench:${id}`,
      recurso: `/orders/${id}`,
      payload: {},
    }))
    await client.query('select from ingress.append_events($1::json)', [JSON.stringify(events)])
  }
}
