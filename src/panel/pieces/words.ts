/**
 * The database's words as people read them: the only place that says so. Statuses and types are stored without accents and
 * with underscores, and stay so in forms, addresses, the API and SQL. Everything that shows one goes through here.
 */

/** Words whose spelling lacks an accent in the database. */
const ACCENTED: Readonly<Record<string, string>> = {
  CONCLUIDO: 'CONCLUÍDO',
  NOTIFICACAO: 'NOTIFICAÇÃO',
}

/** `EM ANDAMENTO`, `CONCLUÍDO`: a status of an event, an order, a notice, a row, a bulk act or a breaker. */
export function statusWord(status: string): string {
  return accented(status).replaceAll('_', ' ')
}

/** `NOTIFICAÇÃO`. The types of the contract, such as `ORDER_CREATED`, are shown as they are sent. */
export function typeWord(type: string): string {
  return accented(type)
}

/** A sentence of the database, such as the reason for a refusal, with its statuses and types as people read them. */
export function withWords(sentence: string): string {
  return Object.keys(ACCENTED).reduce(
    (text, word) =>
      text.replaceAll(new RegExp(`(?<![\\w-])${word}(?![\\w-])`, 'g'), accented(word)),
    sentence,
  )
}

function accented(word: string): string {
  return Object.hasOwn(ACCENTED, word) ? (ACCENTED[word] ?? word) : word
}

/** The origins of an event, as stored and as shown, in the order in which filters offer them. */
export const ORIGIN_WORDS: readonly (readonly [origin: string, shown: string])[] = [
  ['WEBHOOK', 'Webhook'],
  ['INTERNO', 'API interna'],
  ['MISSED_FEEDS', 'Recuperado (missed feeds)'],
  ['VARREDURA', 'Varredura de pedidos'],
  ['ABERTOS', 'Pedidos abertos'],
  ['MANUAL', 'Sincronização manual'],
]

export function originWord(origin: string): string {
  return ORIGIN_WORDS.find(([name]) => name === origin)?.[1] ?? origin
}

const OPERATIONS: Readonly<Record<string, string>> = {
  MISSED_FEEDS: 'Notificações perdidas',
  VARREDURA: 'Varredura de pedidos',
  ABERTOS: 'Pedidos abertos',
  token: 'Token',
  usuário: 'Usuário',
  pedidos: 'Pedidos',
}

/** Of an operation at the marketplace, or of a synchronisation task; others keep their own name. */
export function operationWord(operation: string): string {
  return OPERATIONS[operation] ?? operation
}
