/** The filters beside the search and the tabs. The fold that hides them opens when one is used. */
import { Field } from '../../pieces/forms/field.tsx'
import { StoreField } from '../../pieces/forms/store-field.tsx'
import type { Stores } from '../../session/stores.ts'
import { ORDER_STATUSES, type OrderFiltersRead } from './order-filters.ts'
import { searchedCodes } from './searched-codes.ts'

const NAMES = {
  RECEBIDO: 'Recebido',
  PRONTO: 'Pronto',
  RETIRADO: 'Retirado',
  CANCELADO: 'Cancelado',
} as const

export function OrderFiltersForm(props: { filters: OrderFiltersRead; stores: Stores }) {
  const { filters, stores } = props
  const { q, status, tenant, de, ate } = filters
  const [code] = searchedCodes(q ?? '')
  const isUsed = (tenant ?? de ?? ate) !== undefined || status.length > 1
  return (
    <details class="fold" open={isUsed}>
      <summary>Filtros</summary>
      <form class="filters" method="get" action="/pedidos">
        {code === undefined ? null : <input type="hidden" name="q" value={code} />}
        <StoreField stores={stores} valor={tenant ?? ''} antes={[['', 'Todas']]} />
        <Field nome="de" rotulo="Criado desde" tipo="date" valor={de} />
        <Field nome="ate" rotulo="Criado até" tipo="date" valor={ate} />
        <fieldset class="choices">
          <legend>Status</legend>
          {ORDER_STATUSES.map((one) => (
            <label class="check">
              <input
                type="checkbox"
                name="status"
                value={one}
                checked={status.includes(one) || status.includes('TODOS')}
              />
              {NAMES[one]}
            </label>
          ))}
        </fieldset>
        <div class="acts">
          <button class="primary">Filtrar</button>
          {isUsed ? <a href="/pedidos">Limpar</a> : null}
        </div>
      </form>
    </details>
  )
}
