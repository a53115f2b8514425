/** The filters of the list of orders, as its query string brings them. An empty one counts as not given. */
import * as v from 'valibot'
import { isDay } from '../../../reads/day-or-instant.ts'
import { SEARCH_MAX } from '../../pieces/forms/search-box.tsx'
import { cursorValue, given, idText, plainText } from '../../requests/query-values.ts'
import { searchedCodes } from './searched-codes.ts'

export const ORDER_STATUSES = ['RECEBIDO', 'PRONTO', 'RETIRADO', 'CANCELADO'] as const

export type OrderStatus = (typeof ORDER_STATUSES)[number]

/** What an address without a status means: who stands at the counter wants what is ready. */
const USUAL: readonly OrderStatus[] = ['PRONTO']

const status = v.picklist([...ORDER_STATUSES, 'TODOS', ''])
const day = v.pipe(v.string(), v.check(isDay))

const Fields = v.strictObject({
  q: given(v.pipe(plainText(SEARCH_MAX), v.trim()), 'um código, ou o que um leitor leu de um QR'),
  status: v.pipe(
    v.optional(
      v.pipe(
        v.union([
          v.pipe(
            status,
            v.transform((one) => [one]),
          ),
          v.array(status),
        ]),
        v.transform((all) => all.filter((one) => one !== '')),
      ),
      [],
    ),
    v.description(`um ou mais de: ${ORDER_STATUSES.join(', ')}; ou TODOS`),
  ),
  tenant: given(idText, 'o número de uma loja'),
  de: given(day, 'um dia em São Paulo, como 2026-08-23'),
  ate: given(day, 'um dia em São Paulo, como 2026-08-23, não antes de de'),
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

/** The statuses that are meant: a search looks everywhere, a list shows what is ready, unless the address says otherwise. */
export function statusesOf({ q, status }: OrderFiltersRead): readonly OrderStatus[] {
  const named = ORDER_STATUSES.filter((one) => status.includes(one))
  if (status.includes('TODOS')) return ORDER_STATUSES
  if (named.length > 0) return named
  return isSearch({ q }) ? ORDER_STATUSES : USUAL
}

/** Spaces alone, and other marks without a shape, are no search. */
export function isSearch({ q }: Pick<OrderFiltersRead, 'q'>): boolean {
  return searchedCodes(q ?? '').length > 0
}
