/** The events that were received under a code that has no order yet, each with its status and why it waits. */
import { typeWord } from '../../pieces/words.ts'
import type { Received } from '../../../reads/find-received.ts'
import { maskText } from '../../../core/text/mask.ts'
import { InertText } from '../../pieces/text/inert-text.tsx'
import { Age } from '../../pieces/text/moment.tsx'
import { StatusPill } from '../../pieces/status-pill.tsx'
import { Table } from '../../pieces/table.tsx'
import { type Stores, storeText } from '../../session/stores.ts'

interface EventsInsteadProps {
  readonly events: readonly Received[]
  readonly stores: Stores
  readonly agora: Date
}

export function EventsInstead({ events, stores, agora }: EventsInsteadProps) {
  return (
    <section class="card">
      <h2>Ainda não há pedido com este código</h2>
      <p>Mas já chegou o que o anuncia:</p>
      <Table
        titulo="Eventos deste código"
        colunas={['Evento', 'Status', 'Por quê', 'Loja', 'Recebido']}
      >
        {events.map(({ id, tenantId, tipo, status, recebidoEm, frase, erro }) => (
          <tr>
            <td>
              <a href={`/eventos/${id}`}>
                nº {id}: {typeWord(tipo)}
              </a>
            </td>
            <td class="tight">
              <StatusPill status={status} />
            </td>
            <td>
              {frase === null ? (DONE[status] ?? '—') : <InertText text={frase} />}
              {erro === null ? null : (
                <p class="wrong">
                  <InertText text={maskText(erro)} />
                </p>
              )}
            </td>
            <td>{storeText(stores, String(tenantId))}</td>
            <td class="tight">
              <Age at={new Date(recebidoEm)} agora={agora} />
            </td>
          </tr>
        ))}
      </Table>
    </section>
  )
}

const DONE: Readonly<Record<string, string>> = {
  PROCESSADO: 'Concluído; não trouxe pedido.',
  REPROCESSADO: 'Concluído; não trouxe pedido.',
  IGNORADO: 'Foi ignorado ou descartado.',
}
