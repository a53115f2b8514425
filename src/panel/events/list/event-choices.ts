/** What the filters of the list offer to choose from: an event's statuses, types and origins. */

export const EVENT_STATUSES = [
  'RECEBIDO',
  'PROCESSADO',
  'REPROCESSADO',
  'ERRO',
  'MORTO',
  'MAPEAMENTO',
  'ESTACIONADO',
  'DUPLICADO',
  'IGNORADO',
] as const

export const EVENT_TYPES = [
  'ORDER_CREATED',
  'ORDER_UPDATED',
  'LABEL_AVAILABLE',
  'STATUS_CHANGED',
  'NOTIFICACAO',
] as const

/** With how each is told to people. */
export const ORIGINS: readonly (readonly [origem: string, texto: string])[] = [
  ['WEBHOOK', 'Webhook'],
  ['INTERNO', 'API interna'],
  ['MISSED_FEEDS', 'Recuperado (missed feeds)'],
  ['VARREDURA', 'Varredura de pedidos'],
  ['ABERTOS', 'Pedidos abertos'],
  ['MANUAL', 'Sincronização manual'],
]

export function originText(origem: string): string {
  return ORIGINS.find(([name]) => name === origem)?.[1] ?? origem
}
