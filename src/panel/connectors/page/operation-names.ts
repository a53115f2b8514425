/** What the marketplace's operations and the tasks of the synchronisation are called on screen. */

const NAMES: Readonly<Record<string, string>> = {
  MISSED_FEEDS: 'Notificações perdidas',
  VARREDURA: 'Varredura de pedidos',
  ABERTOS: 'Pedidos abertos',
  token: 'Token',
  usuário: 'Usuário',
  pedidos: 'Pedidos',
}

/** The name itself where it has no other. */
export function operationName(operation: string): string {
  return NAMES[operation] ?? operation
}
