/**
 * The requests that the hub makes of the marketplace, each with the only address that it can have: a path of ours with
 * digits in it. Nothing else that came from outside is part of an address.
 */
export interface MarketplaceRequest {
  /** Names the breaker, the metric and the log line. */
  readonly operation:
    | 'order'
    | 'shipment'
    | 'shipment_orders'
    | 'billing_info'
    | 'order_search'
    | 'missed_feeds'
    | 'me'
    | 'label'
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
}

/** A seller whose orders the hub handles: a connector, and the application under which its data is asked for. */
export interface Seller {
  readonly conectorId: string
  readonly tenantId: string
  /** The application's. */
  readonly clientId: string
  /** The seller's own id at the marketplace. */
  readonly userId: string
}

const plain = (
  operation: MarketplaceRequest['operation'],
  path: string,
  query: Readonly<Record<string, string>> = {},
  headers: Readonly<Record<string, string>> = {},
): MarketplaceRequest => ({ operation, path, query, headers })

export const request = {
  order: (id: string) => plain('order', `/orders/${digits(id)}`),
  /** In the new shape, where the marketplace has it. */
  shipment: (id: string) =>
    plain('shipment', `/shipments/${digits(id)}`, {}, { 'x-format-new': 'true' }),
  /** Which orders a shipment carries; 204 while it carries none yet. */
  shipmentOrders: (id: string) =>
    plain('shipment_orders', `/shipments/${digits(id)}/orders`, {}, { 'x-new-domain': 'true' }),
  billingInfo: (id: string) => plain('billing_info', `/orders/billing-info/MLB/${digits(id)}`),
  /** The seller's orders that changed in a window. The marketplace ignores its minutes and seconds. */
  orderSearch: (seller: string, from: Date, to: Date, offset: number) =>
    plain('order_search', '/orders/search', {
      seller: digits(seller),
      'order.date_last_updated.from': from.toISOString(),
      'order.date_last_updated.to': to.toISOString(),
      sort: 'date_asc',
      limit: '50',
      offset: String(offset),
    }),
  /** The notifications of the last two days that the marketplace gave up delivering to an application. */
  missedFeeds: (application: string, offset: number) =>
    plain('missed_feeds', '/missed_feeds', {
      app_id: digits(application),
      limit: '50',
      offset: String(offset),
    }),
  me: () => plain('me', '/users/me'),
  /** It may mark the label printed, so it is only for a person who asks. */
  label: (shipmentId: string, format: 'pdf' | 'zpl') =>
    plain('label', '/shipment_labels', {
      shipment_ids: digits(shipmentId),
      response_type: format === 'pdf' ? 'pdf' : 'zpl2',
    }),
} as const

/** @throws TypeError for what is no number: callers have checked it before. */
function digits(id: string): string {
  if (!/^[1-9]\d{0,19}$/.test(id)) throw new TypeError('an id of the marketplace has digits only')
  return id
}
