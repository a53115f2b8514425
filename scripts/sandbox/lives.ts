/** Plays the lives of orders: placed, paid, labelled, shipped, delivered; some are cancelled, some split. */
import type { Random } from './random.ts'
import type { NewOrder, Order, Shipment, Truth } from './truth.ts'

/** What happens to a purchase, and when. */
interface Act {
  readonly atMs: number
  readonly what: string
  readonly run: () => void
}

export interface Lives {
  /** Plans a purchase that begins then. */
  plan(sellerId: string, startMs: number): void
  /** Makes everything happen that is due by then. Resolves to what happened, in words. */
  until(nowMs: number): readonly string[]
}

const MINUTE_MS = 60_000
export const SKUS = ['CAMISETA P', 'CAMISETA/M', 'BONÉ-ÁZ']
const NAMES = [
  ['Maria', 'Aparecida da Silva'],
  ['João', 'Gonçalves'],
  ['Ana', 'Assunção'],
] as const

export function createLives(truth: Truth, random: Random): Lives {
  let acts: Act[] = []

  function plan(sellerId: string, startMs: number): void {
    let atMs = startMs
    const then = (what: string, run: () => void, withinMinutes = 90) => {
      acts.push({ atMs, what, run })
      atMs += (1 + random.next() * withinMinutes) * MINUTE_MS
    }
    const count = random.chance(0.15) ? 2 : 1
    const buyer = newBuyer()
    const purchase = Array.from({ length: count }, () => newOrder(sellerId, buyer))
    let orders: readonly Order[] = []
    let shipment: Shipment | null = null
    const each = (run: (order: Order) => void) => () => orders.forEach(run)
    const parcel = (run: (shipment: Shipment) => void) => () => {
      if (shipment !== null) run(shipment)
    }
    then(
      count === 1 ? 'pedido feito' : 'pacote feito',
      () => {
        orders = truth.place(purchase)
      },
      20,
    )
    if (random.chance(0.03)) {
      then(
        'cancelado antes de pagar',
        each((order) => truth.cancel(order)),
      )
      return
    }
    then(
      'pago',
      each((order) => truth.pay(order)),
      20,
    )
    then('envio criado', () => (shipment = truth.ship(orders)))
    if (count > 1 && random.chance(0.3)) {
      then(
        'pacote dividido',
        parcel((it) => truth.split(it)),
      )
      const parts = () =>
        orders.flatMap(({ shipmentId }) => truth.shipments.get(shipmentId ?? '') ?? [])
      then('etiquetas prontas', () => {
        for (const part of parts()) truth.move(part, 'ready_to_ship', 'ready_to_print')
      })
      return
    }
    if (random.chance(0.05)) {
      const untilMs = atMs + 60 * MINUTE_MS
      then(
        'etiqueta retida',
        parcel((it) => truth.buffer(it, untilMs)),
        1,
      )
      atMs = Math.max(atMs, untilMs)
    }
    then(
      'etiqueta pronta',
      parcel((it) => truth.move(it, 'ready_to_ship', 'ready_to_print')),
    )
    if (random.chance(0.05)) {
      then(
        'cancelado',
        each((order) => truth.cancel(order)),
      )
      return
    }
    if (random.chance(0.6))
      then(
        'etiqueta impressa',
        parcel((it) => truth.move(it, 'ready_to_ship', 'printed')),
      )
    if (random.chance(0.5))
      then(
        'despachado',
        parcel((it) => truth.move(it, 'shipped')),
      )
  }

  function newBuyer(): NewOrder['buyer'] {
    const [firstName, lastName] = random.pick(NAMES)
    const doc = String(10_000_000_000 + Math.floor(random.next() * 89_999_999_999))
    return { firstName, lastName, doc }
  }

  function newOrder(sellerId: string, buyer: NewOrder['buyer']): NewOrder {
    const quantity = 1 + Math.floor(random.next() * 3)
    return { sellerId, items: [{ sku: random.pick(SKUS), quantity }], buyer }
  }

  return {
    plan,
    until(nowMs) {
      const due = acts.filter(({ atMs }) => atMs <= nowMs).toSorted((a, b) => a.atMs - b.atMs)
      acts = acts.filter(({ atMs }) => atMs > nowMs)
      for (const { run } of due) run()
      return due.map(({ what }) => what)
    },
  }
}
