/** What an order lacks for PRONTO, in the words of who stands at the counter. */
import type { Falta } from './read-order.ts'

const SENTENCES: Readonly<Record<Falta['tipo'], (chave: string) => string>> = {
  ETIQUETA: () => 'A etiqueta ainda não chegou do marketplace.',
  DESTINATARIO: () => 'O nome de quem vai retirar ainda não chegou do marketplace.',
  ITENS: () => 'Nenhum item do pedido chegou ainda.',
  SKU: (chave) => `O SKU ${chave} não está mapeado para um SKU do hub.`,
  STATUS: (chave) => `O status ${chave} do marketplace não está mapeado para um status do hub.`,
}

export function missingText({ tipo, chave }: Falta): string {
  return SENTENCES[tipo](chave ?? '')
}
