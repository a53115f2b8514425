/** The filters of the audit as a form. */
import { Field, Select } from '../pieces/forms/field.tsx'
import { StoreField } from '../pieces/forms/store-field.tsx'
import type { Stores } from '../session/stores.ts'
import { ACTS } from './act-text.ts'
import type { AuditFiltersRead } from './audit-filters.ts'
import { OBJECTS } from './object-link.tsx'

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

/** A value of the address that is none of the choices stays chosen: the form must not change the filter by itself. */
function choices(
  offered: readonly (readonly [string, string])[],
  chosen: string | undefined,
): readonly (readonly [string, string])[] {
  const isOffered = chosen === undefined || offered.some(([name]) => name === chosen)
  return [['', 'Tudo'], ...offered, ...(isOffered ? [] : [[chosen, chosen] as const])]
}
