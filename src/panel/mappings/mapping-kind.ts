/** The two kinds of mappings, which differ in a few words and in what their values may be. */

export const KINDS = ['sku', 'status'] as const

export type MappingKind = (typeof KINDS)[number]

export const INTERNAL_STATUSES = ['RECEBIDO', 'PRONTO', 'RETIRADO', 'CANCELADO'] as const

/** How each kind is told to people. */
export const KIND_WORDS = {
  sku: {
    titulo: 'Mapeamento de SKUs',
    resumo: 'O que cada SKU do marketplace é no estoque do hub.',
    externo: 'SKU externo',
    interno: 'SKU interno',
  },
  status: {
    titulo: 'Mapeamento de status',
    resumo: 'O que cada status do marketplace significa para um pedido do hub.',
    externo: 'Status externo',
    interno: 'Status interno',
  },
} as const satisfies Record<MappingKind, Readonly<Record<string, string>>>

export function kindPath(kind: MappingKind): string {
  return `/mapeamentos/${kind}`
}
