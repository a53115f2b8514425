/** The filters of the queue, as a query string brings them. */
import * as v from 'valibot'
import { cursorValue, given, idText } from '../../reads/query-values.ts'

export const STATUSES = ['PENDENTE', 'AGUARDANDO', 'EM_ANDAMENTO', 'MORTO'] as const
export const REASONS = ['RETRY', 'ADIADO', 'MAPEAMENTO', 'ESTACIONADO', 'REAUTORIZAR'] as const
export const DESTINATIONS = ['PROCESSAR', 'NOTIFICAR', 'ENRIQUECER'] as const

const list = (values: readonly string[]) => values.join(', ')

export const OutboxFilters = v.strictObject({
  status: given(v.picklist(STATUSES), `um de: ${list(STATUSES)}`),
  motivo: given(v.picklist(REASONS), `um de: ${list(REASONS)}`),
  destino: given(v.picklist(DESTINATIONS), `um de: ${list(DESTINATIONS)}`),
  tenant: given(idText, 'o número de uma loja'),
  cursor: cursorValue,
})

export type OutboxFiltersRead = v.InferOutput<typeof OutboxFilters>

/** The address of the list with these filters, without a cursor. */
export function outboxAddress({ status, motivo, destino, tenant }: OutboxFiltersRead): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries({ status, motivo, destino, tenant })) {
    if (value !== undefined) params.set(name, value)
  }
  const text = params.toString()
  return text === '' ? '/outbox' : `/outbox?${text}`
}
