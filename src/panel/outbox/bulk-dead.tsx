/** What can be done with all dead rows that match: planned here, read and confirmed on the plan's own page. */
import type { Operator } from '../panel-env.ts'
import { mayDo } from '../session/permissions.ts'
import { ActForm } from '../pieces/forms/act-form.tsx'
import type { OutboxFiltersRead } from './outbox-filters.ts'

const ACTS = [
  [
    'DEVOLVER',
    'outbox.devolver',
    'Devolver todas…',
    'As linhas mortas que correspondem aos filtros voltam à fila.',
  ],
  [
    'DESCARTAR',
    'outbox.descartar',
    'Descartar todas…',
    'As linhas mortas que correspondem aos filtros saem da fila sem efeito.',
  ],
] as const

interface BulkDeadProps {
  readonly operator: Operator
  readonly filters: OutboxFiltersRead
}

export function BulkDead({ operator, filters: { destino, tenant } }: BulkDeadProps) {
  if (!mayDo(operator.papel, 'lote.executar')) return null
  return (
    <div class="acts bulk-acts">
      {ACTS.filter(([, permission]) => mayDo(operator.papel, permission)).map(
        ([acao, , titulo, efeito]) => (
          <ActForm
            action={`/outbox/lote/${acao.toLowerCase()}`}
            titulo={titulo}
            perigo={acao === 'DESCARTAR'}
            efeito={`${efeito} Antes de começar, o plano mostra quantas são e pede confirmação.`}
          >
            {destino === undefined ? null : <input type="hidden" name="destino" value={destino} />}
            {tenant === undefined ? null : <input type="hidden" name="tenant" value={tenant} />}
          </ActForm>
        ),
      )}
    </div>
  )
}
