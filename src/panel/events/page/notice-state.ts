/** Whether an order's notice may be sent by hand: not while nobody knows whether the last one went out. */
import type { Aviso, Pedido } from './read-orders.ts'

/** The notice of which it is to be decided first whether it went out; null where there is none. */
export function uncertainNotice(avisos: readonly Aviso[]): Aviso | null {
  return avisos.findLast(({ status }) => status === 'INCERTA') ?? null
}

export function mayResendNotice({ status }: Pedido): boolean {
  return status === 'PRONTO'
}
