/** The packages of an order, and where each waits. */
import { InertText } from '../../pieces/text/inert-text.tsx'
import { StatusPill } from '../../pieces/status-pill.tsx'
import { Table } from '../../pieces/table.tsx'
import { dimensionsText } from './dimensions-text.ts'
import { quantityText } from './items-text.ts'
import type { OrderRead } from './read-order.ts'

const COLUNAS = ['Volume', 'Etiqueta', 'Posição', 'Peso', 'Dimensões', 'Status']

export function OrderVolumes({ volumes }: { volumes: OrderRead['volumes'] }) {
  return (
    <section class="card">
      <h2>Volumes</h2>
      {volumes.length === 0 ? (
        <p class="none">Nenhum volume chegou ainda.</p>
      ) : (
        <Table titulo="Volumes do pedido" colunas={COLUNAS}>
          {volumes.map(({ numero, etiqueta, posicao, peso, dimensoes, status }) => (
            <tr>
              <td>{numero}</td>
              <td class="mono">{textOr(etiqueta, 'ainda não chegou')}</td>
              <td class="mono">{textOr(posicao)}</td>
              <td class="tight">{textOr(peso === null ? null : `${quantityText(peso)} kg`)}</td>
              <td class="tight">{textOr(dimensionsText(dimensoes))}</td>
              <td>{status === null ? textOr(null) : <StatusPill status={status} />}</td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  )
}

function textOr(text: string | null, none = '—') {
  return text === null || text === '' ? <span class="none">{none}</span> : <InertText text={text} />
}
