/** A shipment as the API shows it, in its new shape or in the old one. Telephones are always hidden. */
import { iso } from './order-body.ts'
import type { Order, Shipment } from './truth.ts'

export function shipmentBody(shipment: Shipment, orders: readonly Order[], isNew: boolean): object {
  const [first] = orders
  const isPaid = orders.some(({ status }) => status !== 'payment_required')
  const name = isPaid ? `${first?.buyer.firstName ?? ''} ${first?.buyer.lastName ?? ''}` : 'XXXXXXX'
  const receiver = { receiver_name: name, receiver_phone: 'XXXXXXX' }
  const common = {
    id: Number(shipment.id),
    status: shipment.status,
    substatus: shipment.substatus,
    date_created: iso(shipment.createdMs),
    last_updated: iso(shipment.updatedMs),
    tracking_number: shipment.tracking,
    sibling: { sibling_id: shipment.siblingId },
  }
  const until = shipment.bufferedUntilMs
  if (!isNew) {
    return {
      ...common,
      mode: 'me2',
      logistic_type: 'drop_off',
      type: 'forward',
      order_id: Number(first?.id ?? 0),
      receiver_address: receiver,
      shipping_items: [{ quantity: 1, dimensions: '9.0x25.0x36.0,1032.0' }],
    }
  }
  return {
    ...common,
    logistic: { mode: 'me2', type: 'drop_off', direction: 'forward' },
    source: { site_id: 'MLB' },
    destination: receiver,
    dimensions: { height: 9, width: 25, length: 36, weight: 1032 },
    lead_time: { buffering: until === null ? null : { date: iso(until) } },
  }
}
