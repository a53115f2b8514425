/** The filters of the list of orders, as its query string has them. An empty one counts as not given. */
import * as v from 'valibot'
import { SEARCH_MAX } from '../../pieces/forms/search-box.tsx'
import {
  anyOf,
  cursorValue,
  dayText,
  given,
  idText,
  plainText,
} from '../../../reads/query-values.ts'
import { searchedCodes } from './searched-codes.ts'

export const ORDER_STATUSES = ['RECEBIDO', 'PRONTO', 'RETIRADO', 'CANCELADO'] as const

export type OrderStatus = (typeof ORDER_STATUSES)[number]

/** The statuses that an address without a status means: the counter wants what is ready. */
const USUAL: readonly OrderStatus[] = ['PRONTO']

const Fields = v.strictObject({
  q: given(v.pipe(plainText(SEARCH_MAX), v.trim()), 'um código, ou o que um leitor leu de um QR'),
  status: anyOf(
    [...ORDER_STATUSES, 'TODOS'],
    `um ou mais de: ${ORDER_STATUSES.join(', ')}; ou TODOS`,
  ),
  tenant: given(idText, 'o número de uma loja'),
  de: given(dayText, 'um dia em São Paulo, como 2026-08-23'),
  ate: given(dayText, 'um dia em São Paulo, como 2026-08-23, não antes de de'),
  cursor: cursorValue,
})

export const OrderFilters = v.pipe(
  Fields,
  v.forward(
    v.check(({ de, ate }) => de === undefined || ate === undefined || de <= ate),
    ['ate'],
  ),
)

export type OrderFiltersRead = v.InferOutput<typeof OrderFilters>

/** The statuses to show. Without a status in the address, a search looks at all of them and a list shows what is ready. */
export function statusesOf({ q, status }: OrderFiltersRead): readonly OrderStatus[] {
  const named = ORDER_STATUSES.filter((one) => status.includes(one))
  if (status.includes('TODOS')) return ORDER_STATUSES
  if (named.length > 0) return named
  return isSearch({ q }) ? ORDER_STATUSES : USUAL
}

/** Blanks and invisible marks alone are not a search. */
export function isSearch({ q }: Pick<OrderFiltersRead, 'q'>): boolean {
  return searchedCodes(q ?? '').length > 0
}
