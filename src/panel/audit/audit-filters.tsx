/** The filters of the audit: as the query string and the export's form have them, and as a form. An empty one counts as not given. */
import * as v from 'valibot'
import { isDay } from '../../reads/day-or-instant.ts'
import { cursorValue, given, idText, plainText } from '../../reads/query-values.ts'
import { Field, Select } from '../pieces/forms/field.tsx'
import { StoreField } from '../pieces/forms/store-field.tsx'
import type { Stores } from '../session/stores.ts'
import { ACTS } from './act-text.ts'
import { OBJECTS } from './object-link.tsx'

const day = v.pipe(v.string(), v.check(isDay))

const Fields = v.strictObject({
  ator: given(v.pipe(plainText(100), v.trim()), 'quem agiu, como operador:maria'),
  acao: given(v.pipe(plainText(64), v.trim()), 'o nome de um ato, como pedido.retirar'),
  objeto: given(v.pipe(plainText(64), v.trim()), 'o nome de um objeto, como pedido'),
  id: given(v.pipe(plainText(300), v.trim()), 'o id do objeto, junto de objeto'),
  tenant: given(idText, 'o número de uma loja'),
  de: given(day, 'um dia em São Paulo, como 2026-08-23'),
  ate: given(day, 'um dia em São Paulo, como 2026-08-23, não antes de de'),
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

export function AuditFiltersForm(props: { filters: AuditFiltersRead; stores: Stores }) {
  const { filters, stores } = props
  const { ator, acao, objeto, id, tenant, de, ate } = filters
  return (
    <form class="filters" method="get" action="/auditoria" role="search">
      <Field nome="ator" rotulo="Quem" valor={ator} maximo={100} />
      <Select
        nome="acao"
        rotulo="O quê"
        valor={acao}
        opcoes={choices(
          Object.entries(ACTS).map(([name, text]) => [name, `${text} (${name})`] as const),
          acao,
        )}
      />
      <Select nome="objeto" rotulo="A quê" valor={objeto} opcoes={choices(OBJECTS, objeto)} />
      <Field nome="id" rotulo="Id do objeto" valor={id} maximo={300} />
      <StoreField stores={stores} valor={tenant ?? ''} antes={[['', 'Todas']]} />
      <Field nome="de" rotulo="Desde" tipo="date" valor={de} />
      <Field nome="ate" rotulo="Até" tipo="date" valor={ate} />
      <div class="acts">
        <button class="primary">Filtrar</button>
      </div>
    </form>
  )
}

/** A value of the address that is none of the choices stays selected: the form must not change the filter by itself. */
function choices(
  offered: readonly (readonly [string, string])[],
  chosen: string | undefined,
): readonly (readonly [string, string])[] {
  const isOffered = chosen === undefined || offered.some(([name]) => name === chosen)
  return [['', 'Tudo'], ...offered, ...(isOffered ? [] : [[chosen, chosen] as const])]
}
