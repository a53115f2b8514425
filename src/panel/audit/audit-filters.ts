/** The filters of the audit, as the query string and the export's form bring them. An empty one counts as not given. */
import * as v from 'valibot'
import { cursorValue, dayText, given, idText, plainText } from '../../reads/query-values.ts'

const Fields = v.strictObject({
  ator: given(v.pipe(plainText(100), v.trim()), 'quem agiu, como operador:maria'),
  acao: given(v.pipe(plainText(64), v.trim()), 'o nome de um ato, como pedido.retirar'),
  objeto: given(v.pipe(plainText(64), v.trim()), 'o nome de um objeto, como pedido'),
  id: given(v.pipe(plainText(300), v.trim()), 'o id do objeto, junto de objeto'),
  tenant: given(idText, 'o número de uma loja'),
  de: given(dayText, 'um dia em São Paulo, como 2026-08-23'),
  ate: given(dayText, 'um dia em São Paulo, como 2026-08-23, não antes de de'),
  cursor: cursorValue,
})

export const AuditFilters = v.pipe(
  Fields,
  v.forward(
    v.check(({ de, ate }) => de === undefined || ate === undefined || de <= ate),
    ['ate'],
  ),
  v.forward(
    v.check(({ objeto, id }) => id === undefined || objeto !== undefined),
    ['id'],
  ),
)

export type AuditFiltersRead = v.InferOutput<typeof AuditFilters>
