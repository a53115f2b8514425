/** The sandbox's state: the orders and shipments of its sellers, and everything that can happen to them. */
export interface Order {
  readonly id: string
  readonly sellerId: string
  readonly createdMs: number
  readonly packId: string | null
  readonly items: readonly { readonly sku: string; readonly quantity: number }[]
  readonly buyer: { readonly firstName: string; readonly lastName: string; readonly doc: string }
  status: 'payment_required' | 'paid' | 'cancelled'
  shipmentId: string | null
  updatedMs: number
}

export interface Shipment {
  readonly id: string
  readonly createdMs: number
  status: 'pending' | 'handling' | 'ready_to_ship' | 'shipped' | 'delivered' | 'cancelled'
  substatus: string | null
  tracking: string | null
  bufferedUntilMs: number | null
  siblingId: string | null
  orderIds: readonly string[]
  updatedMs: number
}

/** A resource, such as `/orders/1` or `/shipments/1`, and its seller. */
export interface Change {
  readonly resource: string
  readonly topic: 'orders_v2' | 'shipments'
  readonly sellerId: string
}

export interface NewOrder {
  readonly sellerId: string
  readonly items: Order['items']
  readonly buyer: Order['buyer']
}

export interface Truth {
  readonly orders: ReadonlyMap<string, Order>
  readonly shipments: ReadonlyMap<string, Shipment>
  /** Places one order, or a pack of several that will share a shipment. It is not paid yet. */
  place(orders: readonly NewOrder[]): readonly Order[]
  pay(order: Order): void
  /** Makes one shipment for all orders of a pack. */
  ship(orders: readonly Order[]): Shipment
  /** Moves the shipment on. Its label is there from ready_to_ship on. */
  move(shipment: Shipment, status: Shipment['status'], substatus?: string | null): void
  buffer(shipment: Shipment, untilMs: number): void
  cancel(order: Order): void
  /** Gives each order of a pack its own shipment, and cancels the one that they shared. */
  split(shipment: Shipment): void
}

/** `onChange` is called for every change, once for each resource. */
export function createTruth(nowMs: () => number, onChange: (change: Change) => void): Truth {
  const orders = new Map<string, Order>()
  const shipments = new Map<string, Shipment>()
  let ids = 2_000_003_500_000_000

  /** A later date than before, even where nothing has moved the clock. */
  const later = (beforeMs: number) => Math.max(nowMs(), beforeMs + 1)

  function touch(order: Order): void {
    order.updatedMs = later(order.updatedMs)
    onChange({ resource: `/orders/${order.id}`, topic: 'orders_v2', sellerId: order.sellerId })
  }

  function touchShipment(shipment: Shipment): void {
    shipment.updatedMs = later(shipment.updatedMs)
    const [first = ''] = shipment.orderIds
    const sellerId = orders.get(first)?.sellerId ?? ''
    onChange({ resource: `/shipments/${shipment.id}`, topic: 'shipments', sellerId })
  }

  function newShipment(of: readonly Order[], siblingId: string | null): Shipment {
    const shipment: Shipment = {
      id: String(++ids - 1_999_959_000_000_000),
      createdMs: nowMs(),
      status: 'handling',
      substatus: null,
      tracking: null,
      bufferedUntilMs: null,
      siblingId,
      orderIds: of.map(({ id }) => id),
      updatedMs: 0,
    }
    shipments.set(shipment.id, shipment)
    for (const order of of) {
      order.shipmentId = shipment.id
      touch(order)
    }
    touchShipment(shipment)
    return shipment
  }

  const truth: Truth = {
    orders,
    shipments,
    place(placed) {
      const packId = placed.length > 1 ? String(++ids) : null
      return placed.map((each) => {
        const order: Order = {
          ...each,
          id: String(++ids),
          createdMs: nowMs(),
          packId,
          status: 'payment_required',
          shipmentId: null,
          updatedMs: 0,
        }
        orders.set(order.id, order)
        touch(order)
        return order
      })
    },
    pay(order) {
      order.status = 'paid'
      touch(order)
    },
    ship: (of) => newShipment(of, null),
    move(shipment, status, substatus = null) {
      Object.assign(shipment, { status, substatus, bufferedUntilMs: null })
      if (status === 'ready_to_ship') shipment.tracking ??= `MLB${shipment.id}BR`
      touchShipment(shipment)
    },
    buffer(shipment, untilMs) {
      Object.assign(shipment, {
        status: 'pending',
        substatus: 'buffered',
        bufferedUntilMs: untilMs,
      })
      touchShipment(shipment)
    },
    cancel(order) {
      order.status = 'cancelled'
      touch(order)
    },
    split(shipment) {
      const apart = shipment.orderIds.flatMap((id) => orders.get(id) ?? [])
      truth.move(shipment, 'cancelled', 'pack_splitted')
      for (const order of apart) newShipment([order], shipment.id)
    },
  }
  return truth
}
