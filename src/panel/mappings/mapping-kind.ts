/** The two kinds of mappings: their words on screens, their addresses, and who may map for all stores. */
import type { Operator } from '../panel-env.ts'

export const KINDS = ['sku', 'status'] as const

export type MappingKind = (typeof KINDS)[number]

export const INTERNAL_STATUSES = ['RECEBIDO', 'PRONTO', 'RETIRADO', 'CANCELADO'] as const

/** The words of each kind on screens. */
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

/** Whether an operator may change a mapping for all stores: only an admin of all stores may. */
export function mayMapAll({ papel, tenants }: Operator): boolean {
  return papel === 'admin' && tenants === 'todos'
}
